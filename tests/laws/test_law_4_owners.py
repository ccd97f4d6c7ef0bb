"""Law 4 with owners: what they changed outlives deltas and snapshots, in the right order."""

import dataclasses
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from screening.feeds import delta, snapshot
from screening.feeds.delivery import LoadOptions
from screening.feeds.rollback import roll_back
from screening.index.held_records import held_records
from screening.normalize.states import issuing_state
from screening.opening import open_engine
from screening.ownership import OwnerRights
from screening.queries import DocumentQuery
from screening.records import DocumentRecord, DocumentStatus, Record
from screening.storage.feed_folder import FeedFolder
from screening.storage.generation import Generation
from screening.storage.scan import scanned
from screening.storage.state import State
from tests.feeds.owners import submit
from tests.laws import near
from tests.laws.deliveries import deliver, row_of
from tests.laws.test_law_4_snapshot_and_deltas_agree import FILLER, Change, changed, now

FEED = "lost"
few = st.builds(
    DocumentRecord,
    record_id=st.just("1"),
    owner=st.just("UTO"),
    issuing_state=st.just("UTO"),
    document_type=st.just("passport"),
    document_number=st.sampled_from(["L898902C3", "D23145890734"]),
    status=st.sampled_from(DocumentStatus),
)
"""So few that owners and publisher change the same ones."""
changes = st.lists(
    st.tuples(st.booleans(), st.one_of(few, few, near.records)), min_size=1, max_size=4
)
steps: st.SearchStrategy[tuple[str, list[Change]]] = st.one_of(
    st.tuples(st.just("owner"), changes),
    st.tuples(st.just("owner"), changes),
    st.tuples(st.just("delta"), changes),
    st.tuples(st.sampled_from(["snapshot", "snapshot that contains all"]), st.just([])),
)


class World:
    """A feed, the list of its publisher, and what should be served."""

    def __init__(self, folder: Path) -> None:
        self.data, self._inbox = folder / "data", folder
        self._files, self._delivered = count(1), 0
        self.published = near.model_of([FILLER])
        self.served = near.model_of([FILLER])
        self.step_snapshot(contains_all=False)

    @property
    def folder(self) -> FeedFolder:
        """Where the feed is kept."""
        return FeedFolder(self.data, FEED)

    @property
    def state(self) -> State:
        """What is held."""
        held = self.folder.state()
        assert held is not None
        return held

    def held(self) -> set[Record | None]:
        """Return every record that is held, as it was filed."""
        with Generation(
            self.folder.path / (self.folder.current() or "")
        ).view() as view:
            return {each.record for each in held_records(view)} - {None}

    def step_owner(self, sent: list[Change]) -> None:
        """An owner sends changes of its own records."""
        owner = sent[0][1].owner
        own = [(puts, dataclasses.replace(each, owner=owner)) for puts, each in sent]
        rows = changed(self.served, own)
        rights = OwnerRights(
            owner=issuing_state(owner), feeds=(FEED,), reports_others=True
        )
        present = [{n: v for n, v in row.items() if v is not None} for row in rows]
        assert not submit(self.data, *present, rights=rights).rejected

    def step_delta(self, made: list[Change]) -> None:
        """The publisher changes its list, and delivers what it changed."""
        rows = changed(self.published, made)
        changed(self.served, made)
        self._delivered += 1
        file = deliver(
            self._inbox / f"{next(self._files)}.csv",
            rows,
            revision=self._delivered,
            base_revision=self._delivered - 1,
        )
        delta.apply(file, data=self.data, now=now)

    def step_snapshot(self, *, contains_all: bool) -> None:
        """The publisher delivers its list, perhaps with what owners changed meanwhile."""
        through = self.state.revision if contains_all else 0
        if contains_all:
            self.published = dict(self.served)
        self._delivered += 1
        file = deliver(
            self._inbox / f"{next(self._files)}.csv",
            map(row_of, self.published.values()),
            revision=self._delivered,
            changes_through=through,
        )
        options = LoadOptions(allow_shrink=True)
        snapshot.load(file, data=self.data, options=options, now=now)


X = dataclasses.replace(FILLER, record_id="1", document_number="L898902C3")


@settings(max_examples=40, suppress_health_check=list(HealthCheck), deadline=None)
@example(
    taken=[("owner", [(True, X)]), ("delta", [(False, X)]), ("snapshot", [])],
    queries=[],
)
@example(
    taken=[("delta", [(True, X)]), ("owner", [(False, X)]), ("snapshot", [])],
    queries=[],
)
@given(
    st.lists(steps, min_size=1, max_size=8),
    st.lists(near.queries, min_size=1, max_size=6),
)
def test_owners_deltas_and_snapshots_in_any_order(
    tmp_path_factory: pytest.TempPathFactory,
    taken: list[tuple[str, list[Change]]],
    queries: list[DocumentQuery],
) -> None:
    """A snapshot changes nothing of what is answered, whatever of owners' it contains.

    A delta overrules owners, and they overrule it, by who came last.
    """
    world = World(tmp_path_factory.mktemp("world"))
    revision = world.state.revision
    for kind, made in taken:
        match kind:
            case "owner":
                world.step_owner(made)
            case "delta":
                world.step_delta(made)
            case _:
                world.step_snapshot(contains_all=kind != "snapshot")

        assert world.state.revision > revision
        revision = world.state.revision
        assert world.held() == set(world.served.values())
        assert world.state.records == len(world.served)
        assert scanned(world.folder.path / (world.folder.current() or "")) == ""
    with open_engine(world.data, now=now) as engine:
        for query in queries:
            assert not near.disagreement(engine, query, world.served.values())


@settings(max_examples=15, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.lists(changes, max_size=3), st.lists(changes, max_size=3))
def test_a_rollback_takes_back_what_was_delivered_and_nothing_of_owners(
    tmp_path_factory: pytest.TempPathFactory,
    before: list[list[Change]],
    after: list[list[Change]],
) -> None:
    """What owners sent before and after the snapshot is there, as if it had not come."""
    world = World(tmp_path_factory.mktemp("world"))
    for made in before:
        world.step_owner(made)
    expected = dict(world.served)
    world.published = near.model_of([FILLER, near_record()])
    world.step_snapshot(contains_all=False)
    world.served = expected
    for made in after:
        world.step_owner(made)
    with world.folder.lock():
        roll_back(world.folder, now=now())

    assert world.state.records == len(world.served)
    assert scanned(world.folder.path / (world.folder.current() or "")) == ""
    with open_engine(world.data, now=now) as engine:
        for record in world.served.values():
            query = DocumentQuery(
                document_number=record.document_number,
                issuing_state=record.issuing_state,
            )
            assert not near.disagreement(engine, query, world.served.values())


def near_record() -> DocumentRecord:
    """Return a record that no owner sends."""
    return dataclasses.replace(FILLER, record_id="bad", document_number="BAD1")
