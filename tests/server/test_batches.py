"""Batches: what they may cost, and what is said of items that could not be looked up."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from screening.access.admission import LOCAL
from screening.client import ANSWER_BYTES_MAX
from screening.config import Config
from screening.engine import Engine
from screening.errors import OutOfTime
from screening.index.batch import LOOK_AT_CLOCK_EVERY
from screening.index.lookup import CANDIDATES_MAX
from screening.policy.hits import BATCH_HITS_MAX, HITS_MAX
from screening.queries import DocumentQuery, Entry
from screening.records import DocumentRecord
from screening.server.batches import Batches
from screening.server.requests import Requests
from screening.storage.catalog import Catalog
from screening.translate import manifests, questions
from screening.v1 import screening_pb2
from tests.server.service import publish
from tests.world import ERIKSSON_TD3, stolen_passport, stolen_series

LISTED = DocumentQuery(document_number="L898902C3", issuing_state="UTO")
NOT_LISTED = DocumentQuery(document_number="X1234567", issuing_state="UTO")
TYPED = DocumentQuery(
    document_number="X1234567", issuing_state="UTO", entry=Entry.TYPED
)
MANY = 2 * HITS_MAX


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def recorded() -> list[object]:
    """What was recorded."""
    return []


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with many passports under one number, and a series."""
    publish(tmp_path, *crowd(), stolen_series("B1000", "B1999"))
    return tmp_path


@pytest.fixture
def engine(data: Path, recorded: list[object]) -> Engine:
    """An engine whose records are kept here."""

    def remember(**facts: object) -> None:
        recorded.append(facts)

    return Engine(Catalog(data), record=remember, now=now)


def crowd(**fields: str) -> list[DocumentRecord]:
    """Return many passports under one number, with *fields* changed."""
    return [stolen_passport(record_id=f"{n:04d}", **fields) for n in range(MANY)]


class Clock:
    """Counts how often it is looked at, and says that time is up after *looks*."""

    def __init__(self, looks: int = 1_000_000) -> None:
        self.looks = looks
        self.looked = 0

    def __call__(self) -> None:
        """Look at the clock."""
        self.looked += 1
        if self.looked > self.looks:
            raise OutOfTime


def screened(
    engine: Engine, items: Sequence[DocumentQuery]
) -> screening_pb2.BatchScreenDocumentsResponse:
    """Return the answer of the server to a batch of *items*."""
    config = Config(data=Path())
    batches = Batches(engine, Requests(config, now=now), config)
    request = screening_pb2.BatchScreenDocumentsRequest(
        items=map(questions.item_to_wire, items)
    )
    return batches.screen(
        manifests.parse(request.SerializeToString()), LOCAL, time_left_s=60.0
    )


@pytest.mark.parametrize(
    "item", [NOT_LISTED, ERIKSSON_TD3], ids=["no look-up", "a look-up each"]
)
def test_the_clock_is_looked_at_while_items_are_read(
    engine: Engine, item: DocumentQuery | tuple[str, ...]
) -> None:
    """Reading thousands of zones takes a while, and may be ended in between."""
    clock = Clock()
    engine.screen_batch([item] * (4 * LOOK_AT_CLOCK_EVERY), in_time=clock)

    assert clock.looked >= 4


@pytest.mark.parametrize("item", [LISTED, TYPED], ids=["found", "look-alikes"])
def test_the_clock_is_looked_at_for_each_item_looked_up_by_itself(
    engine: Engine, item: DocumentQuery
) -> None:
    """A manifest of which every item costs a look-up is no longer than its deadline."""
    clock = Clock()
    engine.screen_batch([item] * 100, in_time=clock)

    assert clock.looked >= 100


@pytest.mark.parametrize("looks", [0, 1, 50])
def test_a_batch_whose_time_is_up_is_not_recorded(
    engine: Engine, recorded: list[object], looks: int
) -> None:
    """Wherever it was: the error leaves the engine, and nothing was answered."""
    with pytest.raises(OutOfTime):
        engine.screen_batch([TYPED] * 100, in_time=Clock(looks))

    assert recorded == []


def test_an_item_shows_its_closest_few_and_says_that_there_are_more(
    engine: Engine,
) -> None:
    """Five of forty; a question asked alone is shown twenty."""
    alone = engine.screen_document(LISTED)
    (crowded,) = screened(engine, [NOT_LISTED, LISTED]).findings
    (clean,) = screened(
        engine, [DocumentQuery(document_number="B1500", issuing_state="UTO")]
    ).findings

    assert (len(alone.hits), alone.cut) == (HITS_MAX, True)
    assert (len(crowded.hits), crowded.cut) == (BATCH_HITS_MAX, True)
    assert (len(clean.hits), clean.cut) == (1, False)


def test_the_closest_few_are_those_a_question_alone_shows_first(
    tmp_path: Path,
) -> None:
    """What is left out of a crowded item is never closer than what is shown."""
    others = crowd(document_type="visa")
    publish(tmp_path, *others, *(stolen_passport(record_id=f"Z{n}") for n in range(3)))
    query = DocumentQuery(
        document_number="L898902C3", issuing_state="UTO", document_type="passport"
    )
    engine = Engine(Catalog(tmp_path), record=lambda **_: None, now=now)
    alone = engine.screen_document(query).hits
    (item,) = engine.screen_batch([query]).items

    assert item.screening is not None
    assert item.screening.hits == alone[:BATCH_HITS_MAX]


def test_the_largest_answer_to_a_full_batch_is_taken_by_the_client(
    tmp_path: Path,
) -> None:
    """Ten thousand items, each with all the records shown, remarks at full length."""
    publish(tmp_path, *crowd(remarks="x" * 500))
    engine = Engine(Catalog(tmp_path), record=lambda **_: None, now=now)
    response = screened(engine, [LISTED] * 100)

    assert len(response.findings) == 100
    assert response.ByteSize() * 100 < ANSWER_BYTES_MAX


def test_an_item_that_was_not_looked_up_is_named_though_no_field_is_at_fault(
    tmp_path: Path,
) -> None:
    """Too many records under one key: the item is named, and nothing below it."""
    expired = [
        stolen_passport(record_id=f"{n:05d}", review_date="2020-01-01")
        for n in range(CANDIDATES_MAX + 1)
    ]
    publish(tmp_path, *expired)
    engine = Engine(Catalog(tmp_path), record=lambda **_: None, now=now)
    (finding,) = screened(engine, [NOT_LISTED, LISTED]).findings

    assert finding.error
    assert finding.error_field == "items[1].document"
