"""A manifest, in columns or not: its items are told what each would be told alone."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening.engine import Engine
from screening.engine.asked import either
from screening.errors import InvalidQuery, TooManyCandidates
from screening.index import lookup
from screening.index.batch import Item, Manifest, manifest_of
from screening.policy.hits import BATCH_HITS_MAX
from screening.queries import BatchItem, DocumentQuery, Entry, Screening
from screening.records import Database, PersonDocument, PersonName, PersonRecord
from screening.storage.catalog import Catalog
from tests.holding import hold
from tests.laws import near
from tests.world import ERIKSSON_TD1, ERIKSSON_TD3, NOW, TODAY, listed_person

PERSONS_GAP = "persons: no feed of this database is loaded here"
_FAILED_DIGIT = (ERIKSSON_TD3[0], ERIKSSON_TD3[1].replace("L898902C3", "L8989O2C3"))
_QQQ = tuple(line.replace("UTO", "QQQ") for line in ERIKSSON_TD1)
zones = st.sampled_from(
    [ERIKSSON_TD3, ERIKSSON_TD1, _FAILED_DIGIT, _QQQ, ("no zone",), ()]
)
plain = st.builds(
    DocumentQuery,
    document_number=st.sampled_from(
        ["L898902C3", "D23145890", "D23145890734", "X0001500", "X0009999", "A1", "ZZ9"]
    ),
    issuing_state=st.sampled_from(["UTO", "D", "GBD", "USA"]),
    document_type=st.sampled_from([None, "P", "visa"]),
    entry=st.sampled_from([Entry.READ, Entry.READ, Entry.DIGIT_FAILED]),
)
odd = st.builds(
    DocumentQuery,
    document_number=st.sampled_from(
        ["", "--", "l898902c3", "A" * 40, "A" * 41, "\u0141123", "\uff21\uff11", "A\n1"]
    ),
    issuing_state=st.sampled_from(["UTO", "", "QZZ", "49", "d<<", "U\nO"]),
    document_type=st.sampled_from([None, "", "pasport", "\x00"]),
    book_serial=st.sampled_from([None, "", "A7", "-"]),
)
tied = st.builds(
    PersonDocument, number=near.numbers, issuing_state=st.none() | near.states
)
items: st.SearchStrategy[Item] = st.one_of(plain, plain, near.queries, odd, zones)


def now() -> datetime:
    """Return the same time whenever it is asked for."""
    return NOW


def nameless(record_id: str, documents: tuple[PersonDocument, ...]) -> PersonRecord:
    """Return a person whom no zone here names, but whose *documents* may be asked about."""
    names = (PersonName(full="Ottokar Quastenflosser"),)
    return listed_person(record_id=record_id, names=names, documents=documents)


def asked_alone(engine: Engine, index: int, item: Item) -> BatchItem | None:
    """Return what a batch should say of *item*: what it is told when asked alone."""
    try:
        if isinstance(item, DocumentQuery):
            alone = engine.screen_document(item)
        else:
            alone = engine.screen_mrz(item)
    except (InvalidQuery, TooManyCandidates) as error:
        at = getattr(error, "field", "")
        return BatchItem(index=index, error=str(error), error_field=at)
    if not alone.hits:
        return None
    unseen = set(alone.gaps) - {PERSONS_GAP}  # a feed with too many under the key
    screening = Screening(
        answer=alone.answer,
        hits=alone.hits[:BATCH_HITS_MAX],
        searched=(),
        cut=alone.cut or bool(unseen) or len(alone.hits) > BATCH_HITS_MAX,
    )
    return BatchItem(index=index, screening=screening)


def looked_up(asked: Sequence[Item]) -> list[tuple[str, str]]:
    """Return number and State of each item that can be looked up, in order."""
    found = []
    for item in asked:
        with suppress(InvalidQuery):
            search = either(item, TODAY)
            found.append((search.number, search.state))
    return found


def one_by_one(asked: Sequence[Item]) -> Manifest:
    """Return a manifest in which no item is in the columns."""
    count = len(asked)
    return Manifest([""] * count, [""] * count, [None] * count, dict(enumerate(asked)))


@pytest.fixture(params=[1_000, 1], ids=["roomy", "crowded"])
def candidates_max(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many candidates as ever, and so few that items are refused for it."""
    monkeypatch.setattr(lookup, "CANDIDATES_MAX", request.param)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(st.lists(near.records, min_size=1, max_size=12), min_size=1, max_size=3),
    st.lists(st.lists(tied, max_size=4).map(tuple), max_size=3),
    st.lists(items, max_size=40),
)
@pytest.mark.usefixtures("candidates_max")
def test_items_are_told_what_they_would_be_told_alone(
    feeds: list[list[Any]],
    holders: list[tuple[PersonDocument, ...]],
    asked: list[Item],
) -> None:
    """Hits, errors, cuts, order, gaps, and what the journal is told: all of it."""
    facts: dict[str, Any] = {}

    def record(**told: Any) -> None:  # noqa: ANN401  # what is recorded
        facts.update(told)

    with TemporaryDirectory() as folder:
        for nth, records in enumerate(feeds):
            hold(Path(folder), records, feed=f"feed-{nth}")
        if holders:
            persons = [nameless(str(n), held) for n, held in enumerate(holders)]
            hold(Path(folder), persons, feed="held", database=Database.PERSONS)
        engine = Engine(Catalog(Path(folder)), record=record, now=now)
        alone = [asked_alone(engine, index, item) for index, item in enumerate(asked)]
        expected = tuple(item for item in alone if item is not None)
        shown = [
            hit for item in expected if item.screening for hit in item.screening.hits
        ]
        for manifest in (one_by_one(asked), manifest_of(asked)):
            answer = engine.screen_manifest(manifest)

            assert answer.items == expected
            assert answer.asked == len(asked)
            assert len(answer.searched) == len(feeds) + bool(holders)
            assert facts["question"] == looked_up(asked)
            assert facts["names"] == tuple(hit.name for hit in shown)


def test_most_items_are_in_columns() -> None:
    """What is compared above is not twice the same."""
    asked: list[Item] = [
        DocumentQuery(document_number="L898902C3", issuing_state="D"),
        DocumentQuery(document_number="l898902c3", issuing_state="D"),
        ERIKSSON_TD3,
        DocumentQuery(document_number="A" * 41, issuing_state="D"),
    ]
    manifest = manifest_of(asked)

    assert manifest.numbers == ["L898902C3", "", "", ""]
    assert manifest.states == ["DEU", "", "", ""]
    assert list(manifest.others) == [1, 2, 3]
