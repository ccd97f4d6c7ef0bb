"""From records found to hits shown."""

from hypothesis import given
from hypothesis import strategies as st

from screening.index.document_search import Verdict
from screening.index.keys import parsed_name
from screening.index.lookup import Found
from screening.policy.hits import HITS_MAX, answer_of, closest, hit_of, name_of
from screening.queries import Answer, Hit, Match
from screening.records import DocumentRecord
from tests import world
from tests.world import stolen_car, stolen_passport

matches = st.lists(st.sampled_from(Match), max_size=40)


def shown(found: list[Match]) -> list[Hit]:
    """Return a hit for each of *found*, numbered in their order."""
    return [
        hit_of("lost", Found(stolen_passport(record_id=str(n)), Verdict(match, "x")))
        for n, match in enumerate(found)
    ]


@given(matches)
def test_the_closest_are_shown_in_their_order(found: list[Match]) -> None:
    """Closest first, equals as they came, twenty at most, none closer left out."""
    hits = shown(found)
    order = list(Match)

    assert (
        list(closest(hits))
        == sorted(hits, key=lambda h: order.index(h.match))[:HITS_MAX]
    )


@given(matches)
def test_possible_misreads_alone_are_no_hit(found: list[Match]) -> None:
    """Nothing is no record; look-alikes alone are possible; all else is a hit."""
    kinds = set(found)
    wanted = Answer.HIT if kinds - {Match.POSSIBLE_MISREAD} else Answer.POSSIBLE

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
