"""What an officer is told to do: never that somebody is guilty, always whom to ask."""

import pytest

from screening.policy.advice import advice
from screening.queries import Answer, Match
from screening.records import DocumentStatus, Notice, NoticeState
from tests.world import listed_person, stolen_car, stolen_passport

WANTED = [Notice.RED, Notice.DIFFUSION_WANTED, Notice.WANTED]
DISCREET = [Notice.BLUE, Notice.DIFFUSION_LOCATE, Notice.DIFFUSION_INFORMATION]
MISSING = [Notice.YELLOW, Notice.DIFFUSION_MISSING]
BANNED = [Notice.UN_SPECIAL, Notice.SANCTION]
TIED = [Match.EXACT, Match.TRUNCATED_NUMBER, Match.STATE_UNKNOWN]


@pytest.mark.parametrize("status", DocumentStatus)
@pytest.mark.parametrize("match", Match)
def test_every_status_has_advice_however_it_matched(
    status: DocumentStatus, match: Match
) -> None:
    """The table is total; each advice has a code for machines and a full sentence."""
    found = advice(match, stolen_passport(status=status))

    assert found.code.isupper()
    assert found.text.endswith(".")


@pytest.mark.parametrize("status", DocumentStatus)
def test_a_listing_alone_is_no_ground_to_refuse(status: DocumentStatus) -> None:
    """Each says to confirm with the issuer first (Doc 9303-2 section 6.4)."""
    text = advice(Match.EXACT, stolen_passport(status=status)).text

    assert "Confirm the record with the issuing State" in text
    assert "do not refuse entry or exit on the list alone" in text


@pytest.mark.parametrize("status", [DocumentStatus.REVOKED, DocumentStatus.INVALID])
def test_revoked_is_not_spoken_of_as_stolen(status: DocumentStatus) -> None:
    """An administrative act of the issuer is no theft."""
    assert "not a theft" in advice(Match.EXACT, stolen_passport(status=status)).text


def test_a_possible_misread_is_read_again() -> None:
    """Nothing is known about this very document, whatever the listed one is."""
    for record in (stolen_passport(), stolen_passport(status=DocumentStatus.LOST)):
        found = advice(Match.POSSIBLE_MISREAD, record)

        assert found.code == "READ_AGAIN"
        assert "nothing is known" in found.text


def test_a_cut_number_is_compared_in_full() -> None:
    """Before anything else."""
    found = advice(Match.TRUNCATED_NUMBER, stolen_passport())

    assert found.code == "COMPARE_FULL_NUMBER"


def test_another_type_of_document_is_said_first() -> None:
    """Same code as an exact match, and a sentence before it."""
    same = advice(Match.EXACT, stolen_passport())
    other = advice(Match.TYPE_DIFFERS, stolen_passport())

    assert other.code == same.code
    assert other.text.startswith("The record is about another kind of document")
    assert other.text.endswith(same.text)


def test_a_vehicle_is_compared_mark_by_mark() -> None:
    """Plates are copied; the bureau that filed the record confirms it."""
    found = advice(Match.EXACT, stolen_car())

    assert found.code == "CONFIRM_WITH_OWNER"


@pytest.mark.parametrize("answer", [Answer.HIT, Answer.POSSIBLE])
@pytest.mark.parametrize("match", Match)
@pytest.mark.parametrize("notice", Notice)
def test_every_notice_has_advice_however_it_matched(
    notice: Notice, match: Match, answer: Answer
) -> None:
    """Total: a code for machines, full sentences, and nobody called guilty."""
    for state in NoticeState:
        found = advice(match, listed_person(notice=notice, state=state), answer)

        assert found.code.isupper()
        assert found.text.endswith(".")
        assert not any(w in found.text for w in ("criminal", "suspect", "offender is"))


@pytest.mark.parametrize(
    ("notices", "code"),
    [
        (WANTED, "SECOND_LINE_CONFIRM"),
        (DISCREET, "RECORD_DISCREETLY"),
        ([Notice.GREEN, Notice.DIFFUSION_WARNING], "EXAMINE_MORE_CLOSELY"),
        (MISSING, "PROTECT_PERSON"),
        ([Notice.BLACK], "EXAMINE_IDENTITY"),
        ([Notice.ORANGE], "SAFETY_FIRST"),
        ([Notice.PURPLE, Notice.SILVER], "TAKE_NOTE"),
        (BANNED, "CHECK_TRAVEL_BAN"),
        ([Notice.INTEREST], "ASK_OWNER"),
    ],
)
def test_what_is_done_follows_the_notice(notices: list[Notice], code: str) -> None:
    """A person found by name, and one found by a document of theirs, alike."""
    records = [listed_person(notice=notice) for notice in notices]

    assert {advice(Match.NAME, record).code for record in records} == {code}
    assert {advice(Match.EXACT, record).code for record in records} == {code}


@pytest.mark.parametrize("notice", WANTED)
def test_nobody_is_held_before_the_bureau_has_confirmed(notice: Notice) -> None:
    """Not on the name alone, and not before the record is confirmed."""
    text = advice(Match.NAME, listed_person(notice=notice)).text

    assert "Do not act on the name alone" in text
    assert "confirm it before any coercive step" in text
    assert "no arrest warrant" in text


@pytest.mark.parametrize("notice", DISCREET)
def test_who_is_only_asked_about_is_not_held(notice: Notice) -> None:
    """A request for information is answered without holding anybody."""
    text = advice(Match.NAME, listed_person(notice=notice)).text

    assert "do not hold or arrest" in text
    assert "let the person go on" in text


@pytest.mark.parametrize("notice", MISSING)
@pytest.mark.parametrize("match", [Match.NAME, *TIED])
def test_the_missing_are_protected(notice: Notice, match: Match) -> None:
    """Apart from companions, with child protection, never as an offender."""
    text = advice(match, listed_person(notice=notice)).text

    for words in (
        "never treated as an offender",
        "Do not confront",
        "separate the person",
        "child protection",
        "may wish not to be found",
    ):
        assert words in text


@pytest.mark.parametrize("notice", Notice)
@pytest.mark.parametrize("match", TIED)
def test_the_holder_of_a_tied_document_is_confirmed(
    notice: Notice, match: Match
) -> None:
    """The document is good; whether its bearer is its holder is asked first."""
    text = advice(match, listed_person(notice=notice)).text

    assert "The document itself is not reported" in text
    assert "rightful holder" in text


@pytest.mark.parametrize("notice", Notice)
def test_a_likely_namesake_is_compared_first(notice: Notice) -> None:
    """A possible match by name says what to compare, and then what the notice asks."""
    record = listed_person(notice=notice)
    found = advice(Match.NAME, record, Answer.POSSIBLE)

    assert found.code == "COMPARE_IDENTITY"
    assert found.text.startswith("Somebody of a similar name is listed; a namesake")
    assert found.text.endswith(advice(Match.NAME, record).text)


def test_what_is_not_certain_of_a_tied_document_is_compared_first() -> None:
    """A number cut short, a State not said, a look-alike: each has its own check."""
    codes = [
        advice(match, listed_person()).code
        for match in (
            Match.TRUNCATED_NUMBER,
            Match.STATE_UNKNOWN,
            Match.POSSIBLE_MISREAD,
        )
    ]

    assert codes == ["COMPARE_FULL_NUMBER", "COMPARE_DOCUMENT", "READ_AGAIN"]


@pytest.mark.parametrize("notice", Notice)
def test_a_notice_under_review_is_not_acted_on(notice: Notice) -> None:
    """However it matched: the bureau is contacted, and nothing else is done."""
    record = listed_person(notice=notice, state=NoticeState.UNDER_REVIEW)
    for match in (Match.NAME, *TIED):
        found = advice(match, record, Answer.POSSIBLE)

        assert found.code == "DO_NOT_ACT"
        assert "Do not act on it" in found.text
        assert "contact the bureau" in found.text
