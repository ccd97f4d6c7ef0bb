"""The short way to "no record": it says just what the long way through the table says."""

# ruff: noqa: D102  # a rule is named for what it does
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from msgspec.structs import replace

from screening.engine import Engine
from screening.engine.passes import Passes, Seen
from screening.engine.scope import Scopes
from screening.errors import NoFeedLoaded, ScreeningError
from screening.index import document_search
from screening.index.lookup import find_documents, surely_absent
from screening.normalize.documents import document_number
from screening.queries import Answer, DocumentQuery, Screening
from screening.records import Database, DocumentRecord, PersonDocument
from screening.sight import EVERYTHING, Sight
from screening.storage import filter_upkeep
from screening.storage import view as views
from screening.storage.catalog import Catalog
from screening.storage.feed_folder import FeedFolder
from screening.storage.generation import Generation
from screening.storage.quarantine import Quarantine
from tests import holding
from tests.laws import near
from tests.world import NOW, TODAY, listed_person, stolen_passport, stolen_series

FEEDS = ("blanks", "lost", "national")
far = st.builds(
    DocumentQuery,
    document_number=st.text("AX019-", min_size=1, max_size=9).filter(document_number),
    issuing_state=near.states,
)
"""Questions that hardly anything answers: those the short way is for."""


class LongWay(Passes):
    """Passes that never leave early."""

    def absent(self, key: bytes, sight: Sight = EVERYTHING) -> Seen | None:
        del key, sight
        return None


class Remembered:
    """A journal of one line: what was recorded last."""

    def __call__(self, **line: Any) -> None:  # noqa: ANN401  # whatever is recorded
        self.line = line | {"duration_us": 0}


def engine_over(catalog: Catalog, passes: type[Passes]) -> tuple[Engine, Remembered]:
    """Return an engine that goes that way, and its journal."""
    recorded = Remembered()
    engine = Engine(catalog, record=recorded, now=lambda: NOW)
    scopes = Scopes(catalog, Quarantine(catalog.data))
    engine._passes = passes(catalog, scopes, now=lambda: NOW)  # noqa: SLF001  # the way
    return engine, recorded


class Pair:
    """Two engines over one data folder: one takes the short way where it can."""

    def __init__(self, data: Path) -> None:
        self.catalog = Catalog(data)
        self.short = engine_over(self.catalog, Passes)
        self.long = engine_over(self.catalog, LongWay)

    def answers(self, query: DocumentQuery) -> list[object]:
        """Return what either answers and records; how long it took left out."""
        return [
            answered(engine, query, recorded)
            for engine, recorded in (self.short, self.long)
        ]


def answered(
    engine: Engine, query: DocumentQuery, recorded: Remembered
) -> tuple[Screening, dict[str, object]] | str:
    try:
        screening = engine.screen_document(query)
    except ScreeningError as error:
        return str(error)
    return replace(screening, duration_us=0), recorded.line


def is_settled(engine: Engine, query: DocumentQuery) -> bool:
    try:
        return engine.is_settled(query)
    except ScreeningError:
        return False


def is_empty(answer: object) -> bool:
    """Whether it is one that memory can give: nothing found, or nothing to look in."""
    return isinstance(answer, str) or (
        isinstance(answer, tuple) and answer[0].answer is Answer.NO_RECORD
    )


class TwoWays(RuleBasedStateMachine):
    """Feeds that come, change, are spoiled and vanish while both ways are asked."""

    def __init__(self) -> None:
        super().__init__()
        self.data = Path(tempfile.mkdtemp())
        self.revisions = dict.fromkeys(FEEDS, 0)
        self.ever: list[DocumentRecord] = []
        self.late_keys_max = filter_upkeep.LATE_KEYS_MAX
        self.stride = views.SHADOW_STRIDE
        filter_upkeep.LATE_KEYS_MAX = 6
        views.SHADOW_STRIDE = 5
        self.pair = Pair(self.data)

    @initialize(records=st.lists(near.records, max_size=6))
    def load(self, records: list[DocumentRecord]) -> None:
        self.publish("lost", records)

    @rule(feed=st.sampled_from(FEEDS), records=st.lists(near.records, max_size=6))
    def publish(self, feed: str, records: list[DocumentRecord]) -> None:
        self.revisions[feed] += 1
        self.ever += records
        held = near.model_of(records).values()
        holding.hold(self.data, held, feed=feed, revision=self.revisions[feed])
        self.pair.catalog.refresh()

    @rule(
        feed=st.sampled_from(FEEDS),
        records=st.lists(near.records, min_size=1, max_size=4),
        out=st.booleans(),
    )
    def change(self, feed: str, records: list[DocumentRecord], out: bool) -> None:  # noqa: FBT001  # drawn
        """A delta, with nobody told of it."""
        if self.revisions[feed] and FeedFolder(self.data, feed).current():
            self.revisions[feed] += 1
            self.ever += records
            make = holding.withdraw if out else holding.put
            changes = [make(record) for record in records]
            holding.change(self.data, changes, feed=feed, revision=self.revisions[feed])

    @rule(feed=st.sampled_from(FEEDS), content=st.sampled_from([None, b"garbage" * 9]))
    def spoil_the_filter(self, feed: str, content: bytes | None) -> None:
        folder = FeedFolder(self.data, feed)
        for path in (folder.path / (folder.current() or "")).glob("filter*"):
            path.unlink()
            if content is not None:
                path.write_bytes(content)
        self.pair = Pair(self.data)

    @rule(feed=st.sampled_from(FEEDS))
    def lose_current(self, feed: str) -> None:
        """A gap, or what was held: either way both say so."""
        (self.data / "feeds" / feed / "CURRENT").unlink(missing_ok=True)
        self.pair = Pair(self.data)

    @rule(queries=st.lists(st.one_of(far, near.queries), min_size=1, max_size=6))
    def ask(self, queries: list[DocumentQuery]) -> None:
        """Also about everything that is or was held: it may be denied when it is gone."""
        plain = [
            DocumentQuery(
                document_number=record.document_number,
                issuing_state=record.issuing_state,
            )
            for record in self.ever
        ]
        for query in [*queries, *plain]:
            settled = is_settled(self.pair.short[0], query)
            short, long = self.pair.answers(query)

            assert short == long
            assert not settled or is_empty(short)

    @rule(queries=st.lists(far, min_size=1, max_size=6))
    def tell_what_is_settled(self, queries: list[DocumentQuery]) -> None:
        """Telling counts nothing, and looks behind no filter."""
        before = self.pair.short[0].filter_uses.now()
        for query in queries:
            is_settled(self.pair.short[0], query)

        assert self.pair.short[0].filter_uses.now() == before

    def teardown(self) -> None:
        filter_upkeep.LATE_KEYS_MAX = self.late_keys_max
        views.SHADOW_STRIDE = self.stride
        shutil.rmtree(self.data)


TestTwoWays = TwoWays.TestCase
TestTwoWays.settings = settings(max_examples=20, stateful_step_count=20, deadline=None)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.one_of(near.series, near.singles), max_size=8),
    st.lists(st.one_of(far, near.queries), min_size=1, max_size=12),
)
def test_nothing_that_is_held_is_denied(
    records: list[DocumentRecord], queries: list[DocumentQuery]
) -> None:
    """What the short way calls absent, the long way does not find: series included."""
    with tempfile.TemporaryDirectory() as folder:
        holding.hold(Path(folder), near.model_of(records).values())
        generation = Catalog(Path(folder)).generations[0]
        for query in queries:
            asked = document_search.search(query)
            key, held = asked.only_key(), generation.newest()
            with generation.view() as view:
                found = find_documents(view, asked, today=TODAY.isoformat()).found

            assert held is not None
            assert not (key and found and surely_absent(held, key))


tied = st.builds(
    PersonDocument,
    number=near.numbers | st.text("AX019", min_size=1, max_size=9),
    issuing_state=st.none() | near.states,
)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(near.records, max_size=3),
    st.lists(st.lists(tied, max_size=3).map(tuple), min_size=1, max_size=4),
    st.lists(st.one_of(far, near.queries), min_size=1, max_size=12),
)
def test_no_holder_of_a_document_is_denied(
    records: list[DocumentRecord],
    documents: list[tuple[PersonDocument, ...]],
    queries: list[DocumentQuery],
) -> None:
    """Both ways say the same of feeds of persons, also where no State is on file."""
    persons = [
        listed_person(record_id=str(n), documents=held)
        for n, held in enumerate(documents)
    ]
    plain = [
        DocumentQuery(document_number=each.number, issuing_state="UTO")
        for held in documents
        for each in held
        if document_number(each.number)
    ]
    with tempfile.TemporaryDirectory() as folder:
        holding.hold(Path(folder), near.model_of(records).values())
        holding.hold(Path(folder), persons, feed="noticed", database=Database.PERSONS)
        pair = Pair(Path(folder))
        for query in [*queries, *plain]:
            short, long = pair.answers(query)

            assert short == long


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a folder with a feed of everything: a document, a longer one, a series."""
    records = [
        stolen_passport(),
        stolen_passport(record_id="2", document_number="D23145890734"),
        stolen_series("X0001000", "X0001999"),
    ]
    holding.hold(tmp_path, records)
    return tmp_path


def is_short(generation: Generation, number: str) -> bool:
    """Whether the short way answers for *number* of UTO."""
    asked = document_search.search(
        DocumentQuery(document_number=number, issuing_state="UTO")
    )
    key, held = asked.only_key(), generation.newest()
    return key is not None and held is not None and surely_absent(held, key)


def test_what_is_not_held_takes_the_short_way(data: Path) -> None:
    """Numbers beside a series too; what may be held does not, nor what has more keys."""
    generation = Catalog(data).generations[0]
    numbers = ["ZQ1234567", "X0000999", "X0002000", "X00015000", "x 0009-999"]
    held = ["L898902C3", "D23145890", "X0001000", "X0001500", "X0001999"]

    assert [is_short(generation, number) for number in numbers] == [True] * 5
    assert [is_short(generation, n) for n in [*held, "ZQ12345678"]] == [False] * 6


def test_a_feed_of_persons_leaves_the_way_short(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What neither feed holds opens no view; a document of a person does."""
    holding.hold(data, [listed_person()], feed="noticed", database=Database.PERSONS)
    opened: list[str] = []
    real = Generation.view

    def noted(generation: Generation) -> views.View:
        opened.append(generation.feed)
        return real(generation)

    monkeypatch.setattr(Generation, "view", noted)
    engine = Pair(data).short[0]
    seen = []
    for number in ("ZQ1234567", "T22000129", "T99000777"):
        opened.clear()
        query = DocumentQuery(document_number=number, issuing_state="UTO")
        screening = engine.screen_document(query)
        seen.append((len(screening.hits), [s.feed for s in screening.searched]))
        assert opened == [] if not screening.hits else ["lost", "noticed"]

    assert seen == [(n, ["lost", "noticed"]) for n in (0, 1, 1)]


def test_without_a_filter_there_is_no_short_way(data: Path) -> None:
    """Then every key may be held, and only the table knows."""
    folder = FeedFolder(data, "lost")
    (folder.path / (folder.current() or "") / "filter.bloom").unlink()

    assert not is_short(Catalog(data).generations[0], "ZQ1234567")


def test_a_delta_is_seen_by_the_very_next_question(data: Path) -> None:
    """However often the number was denied before: put, taken out, put again."""
    pair, record = Pair(data), stolen_passport(record_id="9", document_number="ZQ1")
    query = DocumentQuery(document_number="ZQ1", issuing_state="UTO")
    found = []
    for revision in range(2, 10):
        change = holding.withdraw if revision % 2 else holding.put
        holding.change(data, [change(record)], revision=revision)
        for _ in range(2):
            screening = pair.short[0].screen_document(query)
            found.append((len(screening.hits), screening.searched[0].revision))

    wanted = [(1 - revision % 2, revision) for revision in range(2, 10)]
    assert found[::2] == wanted
    assert found[1::2] == wanted


def test_one_denied_key_in_a_thousand_is_looked_up_all_the_same(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Just as often as on the long way: a filter that denies what is held is found out."""
    looked: list[bytes] = []
    monkeypatch.setattr(views.View, "_shadow", lambda _, key: looked.append(key))
    pair = Pair(data)
    for number in range(3 * views.SHADOW_STRIDE):
        query = DocumentQuery(document_number=f"ZQ{number:07}", issuing_state="UTO")
        pair.short[0].screen_document(query)

    assert len(looked) == 3


def test_no_feed_is_no_empty_answer(tmp_path: Path) -> None:
    """An empty answer is a promise: with nothing to search there is none."""
    engine = Pair(tmp_path).short[0]

    with pytest.raises(NoFeedLoaded):
        engine.screen_document(
            DocumentQuery(document_number="ZQ1", issuing_state="UTO")
        )
