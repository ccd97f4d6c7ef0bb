"""Law 1. If `match(q, r)` is true, `search_keys(q)` meets `filing_keys(r)`."""

from datetime import datetime

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from screening.errors import InvalidQuery
from screening.index import document_search, documents, vehicles
from screening.opening import open_engine
from screening.queries import DocumentQuery, Entry, VehicleQuery
from screening.records import DocumentRecord, VehicleRecord
from tests import world
from tests.holding import change, hold, withdraw
from tests.laws import near

wild_queries = st.builds(
    DocumentQuery,
    document_number=world.numbers,
    issuing_state=world.states,
    document_type=st.none() | world.types,
    book_serial=st.none() | world.numbers,
    entry=st.sampled_from(Entry),
)
vehicle_queries = st.builds(
    VehicleQuery,
    vin=st.sampled_from([None, "1M8GDM9AXKPO42788", "WVWZZZ1JZXW000001", "s-1234"]),
    plate=st.sampled_from([None, "UT 123AB", "AB123", "w ü X1"]),
    plate_state=world.states,
    engine_number=st.sampled_from([None, "en-998877", "OM602", "X"]),
).filter(lambda query: bool(query.vin or query.plate or query.engine_number))


def now() -> datetime:
    return world.NOW


any_records = near.records | world.documents | world.series()
pairs = st.one_of(
    st.tuples(near.queries | wild_queries, any_records),
    any_records.flatmap(
        lambda record: st.tuples(near.queries_about(record), st.just(record))
    ),
)


@settings(max_examples=500)
@given(pairs)
def test_what_matches_a_document_is_filed_where_it_is_sought(
    pair: tuple[DocumentQuery, DocumentRecord],
) -> None:
    """Exact, other type, cut, in a series or misread: one key is in common."""
    query, record = pair
    try:
        search = document_search.search(query)
    except InvalidQuery:  # refused is not denied
        event("refused")
        return
    verdict = document_search.match(search, record)
    event(str(verdict and verdict.match))
    if verdict:
        assert set(document_search.search_keys(query)) & set(
            documents.filing_keys(record)
        )


@settings(max_examples=300)
@given(vehicle_queries, world.vehicles)
def test_what_matches_a_vehicle_is_filed_where_it_is_sought(
    query: VehicleQuery, record: VehicleRecord
) -> None:
    """By each of its marks."""
    verdict = vehicles.match(query, record)
    event(str(verdict and verdict.matched_on))
    if verdict:
        assert set(vehicles.search_keys(query)) & set(vehicles.filing_keys(record))


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(
    st.lists(near.records, max_size=12),
    st.lists(near.queries, min_size=1, max_size=10),
)
def test_the_engine_finds_what_comparing_all_records_finds(
    tmp_path_factory: pytest.TempPathFactory,
    records: list[DocumentRecord],
    queries: list[DocumentQuery],
) -> None:
    """Keys, filter, table and codec lose nothing, and add nothing; alone or in a batch."""
    data, held = tmp_path_factory.mktemp("data"), near.model_of(records)
    hold(data, held.values())
    with open_engine(data, now=now) as engine:
        wrong = [near.disagreement(engine, q, held.values()) for q in queries]
        wrong_at_once = near.disagreements(engine, queries, held.values())

    assert not any(wrong)
    assert not wrong_at_once


def test_a_series_that_number_and_serial_both_lie_in_is_shown_once(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """It was shown twice; in a batch, which shows five, that hid others."""
    data = tmp_path_factory.mktemp("data")
    owners = ["D", "FRA", "GBR", "UTO"]
    hold(data, [world.stolen_series("X0001000", "X0001999", owner=o) for o in owners])
    asked = DocumentQuery(
        document_number="X0001000", issuing_state="UTO", book_serial="X0001500"
    )
    with open_engine(data, now=now) as engine:
        alone = engine.screen_document(asked)
        (item,) = engine.screen_batch([asked]).items

    assert item.screening is not None
    for screening in (alone, item.screening):
        assert sorted(hit.record.owner for hit in screening.hits) == owners
        assert not screening.cut


def test_two_long_numbers_under_one_reference_stay_apart(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """They met under one alias: withdrawing one made the other, or its alias, vanish."""
    data = tmp_path_factory.mktemp("data")
    long, other, short = (
        world.stolen_passport(document_number=number)
        for number in ("D23145890734", "D23145890735", "D23145890")
    )
    hold(data, [long, other, short])
    asked = DocumentQuery(document_number="D23145890", issuing_state="UTO")
    with open_engine(data, now=now) as engine:
        everything = near.hits(engine.screen_document(asked))

        change(data, [withdraw(other)], revision=2)
        change(data, [withdraw(short)], revision=3)
        rest = near.hits(engine.screen_document(asked))

    assert set(everything) == {long, other, short}
    assert set(rest) == {long}
