"""The engine over feeds of persons: found by name, by reading, by a document of theirs."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.audit import journal_folder
from screening.engine import Engine
from screening.engine.asked_person import EXCLUDED_MAX, NAME_CHARS_MAX, NAMELESS
from screening.errors import (
    InvalidQuery,
    LimitExceeded,
    NoFeedLoaded,
    NoSuchRecord,
    OutOfTime,
)
from screening.opening import open_engine
from screening.policy.hits import HITS_MAX
from screening.policy.thresholds import DoorThresholds, Thresholds
from screening.queries import (
    Answer,
    DocumentQuery,
    Door,
    Entry,
    Match,
    PersonQuery,
    TravellerQuery,
    ZoneQuery,
)
from screening.records import (
    Birth,
    Database,
    Notice,
    NoticeState,
    PersonDocument,
    PersonName,
    PersonRecord,
)
from screening.storage.chain import entries, segments
from tests.holding import change, hold, put
from tests.world import (
    ERIKSSON_TD1,
    ERIKSSON_TD3,
    NOW,
    listed_person,
    stolen_passport,
)

ERIKSSON = PersonQuery(
    full="Anna Maria Eriksson", birth_date="1974-08-12", nationality="UTO", sex="F"
)
NOBODY_LISTED = PersonQuery(full="Ottokar Quastenflosser")
RECORD = "feeds/noticed/persons/UTO.UTO-P1"
CARD = "feeds/noticed/persons/UTO.CARD"
CLEAN_CARD = ERIKSSON_TD1
"""The specimen identity card, which no feed of documents here lists."""


def specimen(record_id: str, name: str, **fields: Any) -> PersonRecord:  # noqa: ANN401
    """Return a person of that name and nothing else, with *fields* given."""
    bare = {"births": (), "documents": (), "nationalities": (), "sex": None}
    return listed_person(
        **bare
        | {"record_id": record_id, "names": (PersonName(full=name),)}
        | {"birth_place": None}
        | fields
    )


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a listed passport, and with persons who are noticed."""
    folder = tmp_path_factory.mktemp("data")
    doubted, drafted = NoticeState.UNDER_REVIEW, NoticeState.DRAFT
    hold(folder, [stolen_passport()])
    hold(
        folder,
        [
            listed_person(),
            specimen("DOUBTED", "Balthasar Oxenstierna", state=doubted),
            specimen("DRAFT", "Cordula Wachtmeister", state=drafted),
            specimen("GONE", "Desideria Ramel", state=NoticeState.CANCELLED),
            specimen("OLD", "Egeria Piper", review_date="2026-11-20"),
            specimen(
                "CARD",
                "Florestan Gyllenkrok",
                notice=Notice.RED,
                documents=(PersonDocument(number="D23145890", issuing_state="UTO"),),
            ),
            specimen(
                "DRAFTED",
                "Gundula Hamilton",
                state=drafted,
                documents=(PersonDocument(number="T11111111", issuing_state="UTO"),),
            ),
        ],
        feed="noticed",
        database=Database.PERSONS,
    )
    return folder


@pytest.fixture
def engine(data: Path) -> Iterator[Engine]:
    with open_engine(data, now=lambda: NOW) as engine:
        yield engine


@pytest.fixture
def without_persons(tmp_path: Path) -> Iterator[Engine]:
    """An engine that holds documents only."""
    hold(tmp_path, [stolen_passport()])
    with open_engine(tmp_path, now=lambda: NOW) as engine:
        yield engine


def document(number: str, **more: Any) -> DocumentQuery:  # noqa: ANN401  # any field
    return DocumentQuery(document_number=number, issuing_state="UTO", **more)


def test_a_person_is_found_by_name_and_it_is_explained(engine: Engine) -> None:
    """The record, a score, which part of the name answered which, and the evidence."""
    screening = engine.screen_person(ERIKSSON)
    [hit] = screening.hits

    assert screening.answer is Answer.HIT
    assert (hit.match, hit.name, hit.matched_on) == (Match.NAME, RECORD, "name")
    assert hit.score is not None
    assert 0.8 < hit.score <= 1
    assert hit.explanation is not None
    assert {token.held for token in hit.explanation.tokens} == {
        "anna",
        "maria",
        "eriksson",
    }
    assert {one.about for one in hit.explanation.evidence} >= {"name", "birth_date"}
    assert hit.advice.code == "RECORD_DISCREETLY"
    assert [(s.feed, s.database) for s in screening.searched] == [
        ("noticed", Database.PERSONS)
    ]


def test_nobody_of_that_name_is_no_record(engine: Engine) -> None:
    """Nothing is found, and what was searched is said."""
    screening = engine.screen_person(NOBODY_LISTED)

    assert (screening.answer, screening.hits) == (Answer.NO_RECORD, ())
    assert [s.feed for s in screening.searched] == ["noticed"]


def test_one_reading_finds_document_and_person(engine: Engine) -> None:
    """The zone of a listed passport of a noticed person: both, the document first."""
    screening = engine.screen_mrz(ERIKSSON_TD3)

    assert screening.answer is Answer.HIT
    assert [hit.match for hit in screening.hits] == [Match.EXACT, Match.NAME]
    assert [s.feed for s in screening.searched] == ["lost", "noticed"]
    assert (screening.gaps, screening.notes) == ((), ())
    assert screening.reading is not None


def test_a_document_leads_to_its_holder(engine: Engine) -> None:
    """By its number and State; where the list names no State, it is possible only."""
    known = engine.screen_document(document("T22000129"))
    unknown = engine.screen_document(document("T99000777"))
    elsewhere = engine.screen_document(
        DocumentQuery(document_number="T22000129", issuing_state="USA")
    )

    assert [(h.match, h.name) for h in known.hits] == [(Match.EXACT, RECORD)]
    assert (known.answer, unknown.answer) == (Answer.HIT, Answer.POSSIBLE)
    assert [h.match for h in unknown.hits] == [Match.STATE_UNKNOWN]
    assert elsewhere.answer is Answer.NO_RECORD
    assert [s.feed for s in known.searched] == ["lost", "noticed"]


def test_a_mistyped_number_of_a_tied_document_is_possible(engine: Engine) -> None:
    """As of any document: look-alikes are tried where a number was typed."""
    screening = engine.screen_document(document("T220OO129", entry=Entry.TYPED))

    assert screening.answer is Answer.POSSIBLE
    assert [h.match for h in screening.hits] == [Match.POSSIBLE_MISREAD]


def test_a_zone_finds_the_holder_of_another_name(engine: Engine) -> None:
    """A valid card of a wanted person, shown by somebody of another name."""
    screening = engine.screen_mrz(CLEAN_CARD)
    card, name = screening.hits

    assert (card.match, card.name) == (Match.EXACT, CARD)
    assert "rightful holder" in card.advice.text
    assert (name.match, name.name) == (Match.NAME, RECORD)


@pytest.mark.parametrize(
    "name", ["Cordula Wachtmeister", "Desideria Ramel", "Egeria Piper"]
)
def test_what_is_not_in_force_is_not_answered(engine: Engine, name: str) -> None:
    """Drafts, what was cancelled, and what is past its review date."""
    assert engine.screen_person(PersonQuery(full=name)).hits == ()


@pytest.mark.parametrize("record_id", ["DRAFT", "GONE", "OLD", "DRAFTED", "nobody"])
def test_what_is_not_in_force_is_not_shown_by_its_name(
    engine: Engine, record_id: str
) -> None:
    """Nor is its document answered, nor the record told."""
    with pytest.raises(NoSuchRecord):
        engine.record(f"feeds/noticed/persons/UTO.{record_id}")
    assert engine.screen_document(document("T11111111")).hits == ()


def test_a_record_is_shown_by_its_name(engine: Engine) -> None:
    """The name that a hit carries leads to the whole record."""
    record, searched = engine.record(engine.screen_person(ERIKSSON).hits[0].name)

    assert record == listed_person()
    assert searched.feed == "noticed"


def test_a_notice_under_review_is_possible_at_most(engine: Engine) -> None:
    """However well the name agrees; and it is not to be acted upon."""
    screening = engine.screen_person(PersonQuery(full="Balthasar Oxenstierna"))

    assert screening.answer is Answer.POSSIBLE
    assert screening.hits[0].advice.code == "DO_NOT_ACT"


@pytest.mark.parametrize(
    ("possible", "hit", "answer"),
    [
        (0.01, 0.02, Answer.HIT),
        (0.01, 1.0, Answer.POSSIBLE),
        (1.0, 1.0, Answer.NO_RECORD),
    ],
)
@pytest.mark.parametrize("door", Door)
def test_each_door_has_its_thresholds(
    data: Path, door: Door, possible: float, hit: float, answer: Answer
) -> None:
    """The same name is a hit, possible, or nothing, as the door asks."""
    own = DoorThresholds(**{door.value: Thresholds(possible=possible, hit=hit)})
    traveller = TravellerQuery(person=ERIKSSON)
    with open_engine(data, now=lambda: NOW, thresholds=own) as engine:
        match door:
            case Door.PERSON:
                found = engine.screen_person(ERIKSSON).answer
            case Door.TRAVELLER:
                found = engine.screen_traveller(traveller).answer
            case Door.MANIFEST:
                items = engine.screen_travellers([traveller]).items
                said = [item.screening for item in items]
                found = said[0].answer if said and said[0] else Answer.NO_RECORD

    assert found is answer


def test_a_cleared_namesake_is_left_out_and_counted(engine: Engine) -> None:
    """By the record's public name, however it is quoted; a document is shown for all."""
    for name in (RECORD, "feeds/noticed/persons/UTO.UTO%2DP1"):
        query = PersonQuery(full="Anna Maria Eriksson", exclude_records=(name,))
        screening = engine.screen_person(query)

        assert (screening.answer, screening.excluded) == (Answer.NO_RECORD, 1)
    card = engine.screen_mrz(CLEAN_CARD, exclude_records=[RECORD, CARD])
    assert ([hit.name for hit in card.hits], card.excluded) == ([CARD], 1)


@pytest.mark.parametrize(
    "name",
    ["", "nobody", "feeds/lost/documents/L898902C3.UTO.UTO.UTO-1", "feeds/a/persons"],
)
def test_only_records_of_persons_can_be_left_out(engine: Engine, name: str) -> None:
    """Anything else is a slip, and would leave in what was to be left out."""
    with pytest.raises(InvalidQuery) as caught:
        engine.screen_person(PersonQuery(full="A B", exclude_records=(name,)))

    assert caught.value.field == "exclude_records"


def test_no_more_records_are_left_out_than_are_bounded(engine: Engine) -> None:
    """Fifty: one more is refused, and so is a name of endless length (law 10)."""
    for names in ((RECORD,) * (EXCLUDED_MAX + 1), (RECORD + "x" * 1_024,)):
        with pytest.raises(LimitExceeded) as caught:
            engine.screen_person(PersonQuery(full="A B", exclude_records=names))

        assert caught.value.field == "exclude_records"


def test_a_traveller_is_a_document_a_person_or_both(engine: Engine) -> None:
    """What was not given was not asked about, and it is noted."""
    both = engine.screen_traveller(
        TravellerQuery(document=document("L898902C3"), person=ERIKSSON)
    )
    passport = engine.screen_traveller(TravellerQuery(document=document("L898902C3")))
    person = engine.screen_traveller(TravellerQuery(person=ERIKSSON))

    assert [h.match for h in both.hits] == [Match.EXACT, Match.NAME]
    assert [h.match for h in passport.hits] == [Match.EXACT]
    assert [h.match for h in person.hits] == [Match.NAME]
    assert (both.notes, both.gaps) == ((), ())
    assert passport.notes[0].startswith("persons: no name was given")
    assert person.notes[0].startswith("documents: no document was given")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        (TravellerQuery(), "traveller"),
        (TravellerQuery(document=document("--")), "document.document_number"),
        (TravellerQuery(person=PersonQuery(full="\u200f")), "person.full"),
        (
            TravellerQuery(person=PersonQuery(full="A B", birth_date="0000")),
            "person.birth_date",
        ),
    ],
)
def test_a_traveller_at_fault_is_named_by_part_and_field(
    engine: Engine, query: TravellerQuery, field: str
) -> None:
    """Neither part is looked up without the other."""
    with pytest.raises(InvalidQuery) as caught:
        engine.screen_traveller(query)

    assert caught.value.field == field


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"full": ""}, "full"),
        ({"primary": "<<<"}, "primary"),
        ({"full": "\U0001f600\U0001f47d"}, "full"),
        ({"full": "A\x07B"}, "full"),
        ({"full": "A\ud800B"}, "full"),
        ({"full": "Anna", "primary": "Eriksson"}, "full"),
        ({"full": "Anna", "birth_date": "0000"}, "birth_date"),
        ({"full": "Anna", "birth_date": "1974-02-30"}, "birth_date"),
        ({"full": "Anna", "birth_date": "12.08.1974"}, "birth_date"),
        ({"full": "Anna", "birth_date": "2026-11-23"}, "birth_date"),
        ({"full": "Anna", "nationality": "Utopian"}, "nationality"),
        ({"full": "Anna", "sex": "W"}, "sex"),
        ({"full": "Anna", "birth_place": "Zen\nith"}, "birth_place"),
    ],
)
def test_a_question_that_holds_no_water_names_the_field(
    engine: Engine, fields: dict[str, Any], field: str
) -> None:
    """Never an answer that nobody is listed."""
    with pytest.raises(InvalidQuery) as caught:
        engine.screen_person(PersonQuery(**fields))

    assert caught.value.field == field
    assert caught.value.cure


@pytest.mark.parametrize("field", ["full", "primary", "secondary"])
def test_a_name_of_five_thousand_letters_is_refused(engine: Engine, field: str) -> None:
    """Three hundred are the most; the field and both figures are told."""
    longest: dict[str, Any] = {field: "Ana " * 75}
    longer: dict[str, Any] = {field: "a" * 5_000}

    assert engine.screen_person(PersonQuery(**longest)).answer
    with pytest.raises(LimitExceeded) as caught:
        engine.screen_person(PersonQuery(**longer))

    assert (caught.value.field, caught.value.maximum) == (field, NAME_CHARS_MAX)


@pytest.mark.parametrize(
    "name",
    [
        "\u202eAnna Maria Eriksson\u202c",
        "\u200fAnna\u200f Maria Eriksson",
        "ANNA  MARIA  ERIKSSON",
        "Eriksson, Anna Maria",
        "Anna-Maria ERIKSSON",
    ],
)
def test_marks_of_direction_and_spelling_do_not_count(
    engine: Engine, name: str
) -> None:
    """They are allowed, and are no part of a name."""
    found = engine.screen_person(PersonQuery(full=name, birth_date="1974-08-12"))

    assert [hit.name for hit in found.hits] == [RECORD]


def zone(name: str, dates: str = "7408122F1204159") -> tuple[str, ...]:
    """Return a zone of that name and those dates, under a number nobody listed."""
    return ("I<UTOD999999997<<<<<<<<<<<<<<<", f"{dates}UTO<<<<<<<<<<<6", name)


def test_a_zone_without_a_name_is_screened_for_the_rest(engine: Engine) -> None:
    """The document is looked up; that no person was is a stated gap."""
    blank = engine.screen_mrz(zone("<" * 30))
    card = engine.screen_mrz((*CLEAN_CARD[:2], "<" * 30))

    assert (blank.answer, blank.gaps) == (Answer.NO_RECORD, (NAMELESS,))
    assert ([h.name for h in card.hits], card.gaps) == ([CARD], (NAMELESS,))


@pytest.mark.parametrize(
    ("dates", "noted"),
    [
        ("7402302F1204159", "birth_date: it cannot be read"),
        ("7408123F1204159", "birth_date: its check digit fails"),
        ("<<<<<<0F1204159", ""),
        ("7408122F1204159", ""),
    ],
)
def test_an_unreadable_birth_date_does_not_discard_the_rest(
    engine: Engine, dates: str, noted: str
) -> None:
    """Name and document are looked up, and it is noted what was not compared."""
    screening = engine.screen_mrz(zone("ERIKSSON<<ANNA<MARIA<<<<<<<<<<", dates))

    assert RECORD in [hit.name for hit in screening.hits]
    assert [note[: len(noted)] for note in screening.notes] == [noted] * bool(noted)


def test_a_name_cut_short_in_the_zone_is_found(engine: Engine) -> None:
    """A letter in the last column: the name may go on."""
    screening = engine.screen_mrz(zone("OXENSTIERNA<<BALTHASARXXXXXXXX"[:30]))
    cut = engine.screen_mrz(zone("ERIKSSON<<ANNA<MARI".ljust(30, "<")))

    assert screening.reading is not None
    assert screening.reading.name_truncated
    assert RECORD in [hit.name for hit in cut.hits]


def test_without_persons_a_zone_says_so(without_persons: Engine) -> None:
    """The document is looked up; persons are a gap, of every traveller."""
    by_zone = without_persons.screen_mrz(ERIKSSON_TD3)
    by_fields = without_persons.screen_traveller(
        TravellerQuery(document=document("L898902C3"), person=ERIKSSON)
    )
    batch = without_persons.screen_travellers([ZoneQuery(lines=ERIKSSON_TD3)])

    assert by_zone.answer is by_fields.answer is Answer.HIT
    assert (
        by_zone.gaps
        == by_fields.gaps
        == batch.gaps
        == ("persons: no feed of this database is loaded here",)
    )


def test_persons_alone_without_a_feed_are_an_error(without_persons: Engine) -> None:
    """Nothing could be searched: no empty answer (law 3)."""
    with pytest.raises(NoFeedLoaded, match="persons"):
        without_persons.screen_person(ERIKSSON)
    with pytest.raises(NoFeedLoaded, match="persons"):
        without_persons.screen_traveller(TravellerQuery(person=ERIKSSON))


def test_persons_without_documents_say_so(tmp_path: Path) -> None:
    """A folder of persons only: documents are a gap, tied ones are found.

    A document that is tied to nobody was looked for nowhere: no empty answer (law 3). It
    was answered as not recorded, where documents were in quarantine beside persons.
    """
    hold(tmp_path, [listed_person()], feed="noticed", database=Database.PERSONS)
    with open_engine(tmp_path, now=lambda: NOW) as engine:
        tied = engine.screen_document(document("T22000129"))
        with pytest.raises(NoFeedLoaded, match="documents"):
            engine.screen_document(document("ZQ1"))
        with pytest.raises(NoFeedLoaded, match="documents"):
            engine.screen_batch([document("ZQ1")])
        by_zone = engine.screen_mrz(ERIKSSON_TD3)

    gap = ("documents: no feed of this database is loaded here",)
    assert (tied.answer, tied.gaps) == (Answer.HIT, gap)
    assert by_zone.gaps == gap


def test_more_namesakes_than_are_shown_are_cut_by_score(tmp_path: Path) -> None:
    """Twenty, the best first; that there are more is said."""
    crowd = [
        specimen(f"{n:03d}", "Anna Eriksson", births=(Birth(date=f"19{n:02d}-08-12"),))
        for n in range(40)
    ]
    hold(tmp_path, crowd, feed="noticed", database=Database.PERSONS)
    with open_engine(tmp_path, now=lambda: NOW) as engine:
        screening = engine.screen_person(
            PersonQuery(full="Anna Eriksson", birth_date="1917-08-12")
        )
        named = engine.screen_person(PersonQuery(full="Anna Eriksson"))

    scores = [hit.score or 0 for hit in screening.hits]
    assert screening.hits[0].name == "feeds/noticed/persons/UTO.017"
    assert scores == sorted(scores, reverse=True)
    assert len(named.hits) <= HITS_MAX
    assert named.cut == (len(named.hits) == HITS_MAX)


def test_a_delta_is_seen_by_the_very_next_question(tmp_path: Path) -> None:
    """A person put is found by name and by document; the short way does not hide it."""
    hold(tmp_path, [stolen_passport()])
    hold(tmp_path, [listed_person()], feed="noticed", database=Database.PERSONS)
    new = specimen(
        "NEW",
        "Hieronymus Tott",
        documents=(PersonDocument(number="N7654321"),),
    )
    with open_engine(tmp_path, now=lambda: NOW) as engine:
        before = [engine.screen_document(document("N7654321")) for _ in range(3)]
        change(tmp_path, [put(new)], revision=2, feed="noticed", persons_put=[new])
        after = engine.screen_document(document("N7654321"))
        named = engine.screen_person(PersonQuery(full="Hieronymus Tott"))

    assert [screening.answer for screening in before] == [Answer.NO_RECORD] * 3
    assert [hit.match for hit in after.hits] == [Match.STATE_UNKNOWN]
    assert [hit.name for hit in named.hits] == ["feeds/noticed/persons/UTO.NEW"]
    assert after.searched[1].revision == 2


def test_a_passenger_list_is_answered_sparsely_and_ranked(engine: Engine) -> None:
    """Hits first, the closest first, then possible ones, then what was not looked up."""
    doubted = PersonQuery(full="Balthasar Oxenstierna")
    items: list[TravellerQuery | ZoneQuery] = [
        TravellerQuery(person=NOBODY_LISTED),
        TravellerQuery(),
        TravellerQuery(person=doubted),
        ZoneQuery(lines=("no zone",)),
        TravellerQuery(person=ERIKSSON),
        ZoneQuery(lines=zone("<" * 30)),
        ZoneQuery(lines=ERIKSSON_TD3),
        TravellerQuery(document=document("ZQ1"), person=NOBODY_LISTED),
        TravellerQuery(
            person=PersonQuery(full="Anna Maria Eriksson", exclude_records=(RECORD,))
        ),
    ]
    batch = engine.screen_travellers(items)
    answers = [(i.index, i.screening.answer) for i in batch.items if i.screening]
    by_index = {i.index: i.screening for i in batch.items if i.screening}

    assert answers == [
        (6, Answer.HIT),
        (4, Answer.HIT),
        (2, Answer.POSSIBLE),
        (5, Answer.NO_RECORD),
        (8, Answer.NO_RECORD),
    ]
    assert [i.index for i in batch.items[5:]] == [1, 3]
    assert by_index[5].gaps == (NAMELESS,)
    assert by_index[8].excluded == 1
    assert batch.asked == len(items)
    assert [s.feed for s in batch.searched] == ["lost", "noticed"]


def test_a_traveller_of_a_list_is_told_what_they_would_be_told_alone(
    engine: Engine,
) -> None:
    """Same records, same matches, same scores."""
    lists: list[TravellerQuery | ZoneQuery] = [
        ZoneQuery(lines=ERIKSSON_TD3),
        ZoneQuery(lines=CLEAN_CARD),
        TravellerQuery(document=document("T22000129"), person=ERIKSSON),
    ]
    batch = engine.screen_travellers(lists)
    alone = [
        engine.screen_mrz(ERIKSSON_TD3),
        engine.screen_mrz(CLEAN_CARD),
        engine.screen_traveller(
            TravellerQuery(document=document("T22000129"), person=ERIKSSON)
        ),
    ]

    told = {i.index: i.screening.hits for i in batch.items if i.screening}
    assert told == {n: screening.hits for n, screening in enumerate(alone)}
    assert [hit.match for hit in told[2]] == [Match.EXACT]
    assert told[2][0].explanation is not None


def test_a_passenger_list_may_be_ended_in_between(engine: Engine) -> None:
    """Whoever asks is let in for every traveller, and ends the list when time is up."""
    looks = 0

    def look() -> None:
        nonlocal looks
        looks += 1
        if looks > 20:
            raise OutOfTime

    with pytest.raises(OutOfTime):
        engine.screen_travellers([ZoneQuery(lines=ERIKSSON_TD3)] * 100, in_time=look)


def test_every_kind_of_question_is_remembered_whole(tmp_path: Path) -> None:
    """What was asked about a person is in the journal, as of a document."""
    hold(tmp_path, [listed_person()], feed="noticed", database=Database.PERSONS)
    hold(tmp_path, [stolen_passport()])
    traveller = TravellerQuery(document=document("ZQ1"), person=ERIKSSON)
    with open_engine(tmp_path, now=lambda: NOW) as engine:
        engine.screen_person(ERIKSSON)
        engine.screen_mrz(ERIKSSON_TD3, exclude_records=[RECORD])
        engine.screen_travellers([traveller, TravellerQuery()])
    kept = [
        json.loads(payload)
        for segment in segments(journal_folder(tmp_path) / "chain-0000")
        for _, payload, _ in entries(segment)
    ]
    asked = {
        "full": "Anna Maria Eriksson",
        "birth_date": "1974-08-12",
        "nationality": "UTO",
        "sex": "F",
    }
    read = {
        "primary": "ERIKSSON",
        "secondary": "ANNA MARIA",
        "from_zone": True,
        "exclude_records": [RECORD],
    }

    assert [entry["kind"] for entry in kept] == ["person", "traveller", "travellers"]
    assert kept[0]["question"] == asked
    assert kept[0]["names"] == [RECORD]
    assert kept[1]["question"]["document"][0] == "L898902C3"
    assert kept[1]["question"]["person"].items() >= read.items()
    assert kept[2]["question"] == [
        {"document": ["ZQ1", "UTO", "", "", "read"], "person": asked}
    ]


_ODD = [
    *("X", "van der", "de la", "Mr Dr Sheikh", "\u0410nna Eri\u043asson", "K. K."),
    *("\u540d\u524d", "\u0645\u062d\u0645\u062f", "a " * 150, "\u0301" * 300),
    *("\ufdfa" * 300, "<<<<", "0O0O", "'" * 300, "\U0001f469\u200d\U0001f467"),
]
anything = st.sampled_from(_ODD) | st.text(max_size=300)


named = st.one_of(
    st.builds(PersonQuery, full=anything, from_zone=st.booleans()),
    st.builds(
        PersonQuery,
        primary=st.none() | anything,
        secondary=anything,
        name_truncated=st.booleans(),
        from_zone=st.booleans(),
        birth_place=st.none() | st.text(max_size=200),
    ),
)


@settings(max_examples=200, deadline=None)
@given(named)
def test_any_text_is_answered_or_refused_by_field(
    data: Path, query: PersonQuery
) -> None:
    """One letter, emoji, particles alone, mixed scripts: never a failure of ours."""
    at_fault, hits = "primary", 0
    with open_engine(data, now=lambda: NOW) as engine:
        try:
            hits = len(engine.screen_person(query).hits)
        except InvalidQuery as error:
            at_fault = error.field

    assert at_fault in {"full", "primary", "secondary", "birth_place"}
    assert hits <= HITS_MAX


@settings(max_examples=100, deadline=None)
@given(st.text("ABEIKNOSX<<<0", min_size=30, max_size=30))
def test_any_name_a_zone_holds_is_looked_up_or_a_gap(data: Path, name: str) -> None:
    """Whatever the reader made of the name, the document is screened."""
    with open_engine(data, now=lambda: NOW) as engine:
        screening = engine.screen_mrz((*CLEAN_CARD[:2], name))

    assert CARD in [hit.name for hit in screening.hits]
    assert screening.gaps in ((), (NAMELESS,))


def test_feeds_of_persons_are_made_ready_before_they_are_asked(data: Path) -> None:
    """What refresh took up waits for nothing, and is not made ready twice."""
    with open_engine(data, now=lambda: NOW) as engine:
        engine.refresh()
        [generation] = engine.catalog.serving(Database.PERSONS)
        ready = engine._readiness._ready  # noqa: SLF001  # what it remembers
        with generation.view() as view:
            assert ready == {"noticed": view.state}
        engine.refresh()
        assert engine.screen_person(ERIKSSON).answer is Answer.HIT
