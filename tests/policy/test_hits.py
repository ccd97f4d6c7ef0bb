"""From records found to hits shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.index.document_search import Verdict
from screening.index.keys import parsed_name
from screening.index.lookup import Found
from screening.policy.hits import (
    HITS_MAX,
    answer_of,
    closest,
    hit_of,
    hits_of,
    name_of,
)
from screening.policy.thresholds import Thresholds
from screening.queries import Answer, Explanation, Hit, Match
from screening.records import DocumentRecord, NameKind, NoticeState
from tests import world
from tests.world import listed_person, stolen_car, stolen_passport

POSSIBLE = [Match.STATE_UNKNOWN, Match.POSSIBLE_MISREAD]
WHY = Explanation(name="Anna Maria Eriksson", kind=NameKind.PRIMARY, tokens=())


matches = st.lists(st.sampled_from(Match), max_size=40)


def shown(found: list[Match]) -> list[Hit]:
    """Return a hit for each of *found*, numbered in their order."""
    return [
        hit_of("lost", Found(stolen_passport(record_id=str(n)), Verdict(match, "x")))
        for n, match in enumerate(found)
    ]


@given(matches)
def test_the_closest_are_shown_in_their_order(found: list[Match]) -> None:
    """Hits first, closest first, equals as they came, twenty at most."""
    hits = shown(found)
    order = [match for match in Match if match not in POSSIBLE] + POSSIBLE

    assert (
        list(closest(hits))
        == sorted(hits, key=lambda h: order.index(h.match))[:HITS_MAX]
    )


@given(matches)
def test_possible_matches_alone_are_no_hit(found: list[Match]) -> None:
    """Nothing is no record; look-alikes alone are possible; all else is a hit."""
    kinds = set(found)
    wanted = Answer.HIT if kinds - set(POSSIBLE) else Answer.POSSIBLE

    assert answer_of(shown(found)) == (wanted if kinds else Answer.NO_RECORD)


@given(world.documents)
def test_a_public_name_is_one_segment_and_comes_back(record: DocumentRecord) -> None:
    """Whatever the owner's reference holds, it is quoted, and nothing of it is lost."""
    name = name_of("lost", record)

    feed, database, parts = parsed_name(name)
    assert name.isascii()
    assert (feed, database) == ("lost", "documents")
    assert parts[-1] == record.record_id


def test_a_vehicle_has_a_name_of_its_owner() -> None:
    """Owner and reference; its marks may change."""
    assert name_of("cars", stolen_car()) == "feeds/cars/vehicles/UTO.UTO-V1"


def named(score: float, **fields: object) -> Found:
    """Return the listed person, found by name."""
    return Found(listed_person(**fields), Verdict(Match.NAME, "name", (), score, WHY))


def tied(match: Match, **fields: object) -> Found:
    """Return the listed person, found by a document."""
    return Found(listed_person(**fields), Verdict(match, "document_number"))


@pytest.mark.parametrize(
    ("score", "answer"),
    [(0.95, Answer.HIT), (0.9, Answer.HIT), (0.89, Answer.POSSIBLE)],
)
def test_a_name_is_a_hit_from_its_threshold_on(score: float, answer: Answer) -> None:
    """Below it, it is possible, and the officer compares."""
    hit = hit_of("red", named(score), Thresholds(possible=0.5, hit=0.9))

    assert (hit.answer, hit.score, hit.explanation) == (answer, score, WHY)
    assert (hit.advice.code == "COMPARE_IDENTITY") == (answer is Answer.POSSIBLE)


@pytest.mark.parametrize("match", [Match.EXACT, Match.TRUNCATED_NUMBER])
def test_a_notice_under_review_is_possible_at_most(match: Match) -> None:
    """By a document or by a name that leaves no doubt, it makes no hit."""
    state = NoticeState.UNDER_REVIEW
    hits = hits_of(
        "red", [tied(match, state=state), named(1.0, record_id="2", state=state)]
    )

    assert answer_of(hits) is Answer.POSSIBLE
    assert {hit.advice.code for hit in hits} == {"DO_NOT_ACT"}


def test_a_person_found_by_document_and_name_is_shown_once() -> None:
    """By the document, with what the name says; two persons stay two."""
    found = [tied(Match.EXACT), named(0.7), named(0.6, record_id="2")]
    one, other = hits_of("red", found)

    assert (one.match, one.score, one.explanation) == (Match.EXACT, 0.7, WHY)
    assert (one.answer, other.answer) == (Answer.HIT, Answer.POSSIBLE)


def test_what_makes_a_hit_is_shown_of_a_person_found_twice() -> None:
    """A name beyond doubt goes before a number whose State is not known."""
    [hit] = hits_of("red", [tied(Match.STATE_UNKNOWN), named(0.99)])

    assert (hit.match, hit.answer) == (Match.NAME, Answer.HIT)


def test_namesakes_are_ordered_by_score() -> None:
    """After documents that are exact; possible ones last."""
    scores = [0.6, 0.97, 0.85, 0.7]
    found = [named(score, record_id=str(score)) for score in scores]
    hits = closest(hits_of("red", [*found, tied(Match.EXACT, record_id="d")]))

    assert [hit.score for hit in hits] == [None, 0.97, 0.85, 0.7, 0.6]
    assert answer_of(hits) is Answer.HIT


def test_a_person_has_a_name_of_its_owner() -> None:
    """Owner and reference; names and documents may change."""
    assert name_of("red", listed_person()) == "feeds/red/persons/UTO.UTO-P1"
