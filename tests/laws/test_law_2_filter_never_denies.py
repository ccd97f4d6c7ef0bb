"""Law 2. The filter never denies what the table holds: at every instant, across crashes."""

# ruff: noqa: D102  # a rule is named for what it does
import shutil
import tempfile
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from screening.opening import open_engine
from screening.queries import DocumentQuery
from screening.records import DocumentRecord
from screening.storage import filter_upkeep
from screening.storage.feed_folder import FeedFolder
from screening.storage.generation import Generation
from screening.storage.scan import scanned
from screening.storage.verify import verify
from screening.storage.view import SEPARATOR
from screening.storage.writer import Replacement
from tests import holding
from tests.laws import near
from tests.laws.near import Model
from tests.processes import killed_often
from tests.storage.plain import filing, folder_of, held, key, publish
from tests.world import NOW

KILLS = 24


def now() -> datetime:
    return NOW


class Serving(RuleBasedStateMachine):
    """A feed that is loaded, changed, rolled back, spoiled and asked, beside a dict."""

    def __init__(self) -> None:
        super().__init__()
        self.data = Path(tempfile.mkdtemp())
        self.folder = FeedFolder(self.data, "lost")
        self.revision = 0
        self.model: Model = {}
        self.before: tuple[Model, int] | None = None
        self.open = ExitStack()
        self.late_keys_max = filter_upkeep.LATE_KEYS_MAX
        filter_upkeep.LATE_KEYS_MAX = 6

    @initialize(records=st.lists(near.records, max_size=6))
    def load(self, records: list[DocumentRecord]) -> None:
        self.publish(records)
        self.reopen()
        self.before = None

    @rule(records=st.lists(near.records, max_size=6))
    def publish(self, records: list[DocumentRecord]) -> None:
        self.before = (self.model, self.revision)
        self.model = near.model_of(records)
        self.revision += 1
        holding.hold(self.data, self.model.values(), revision=self.revision)

    @rule()
    def reopen(self) -> None:
        self.open.close()
        self.engine = self.open.enter_context(open_engine(self.data, now=now))

    @rule(records=st.lists(near.records, min_size=1, max_size=5))
    def put(self, records: list[DocumentRecord]) -> None:
        self._change([holding.put(record) for record in records])
        for record in records:
            near.file(self.model, record)

    @precondition(lambda self: self.model)
    @rule(pick=st.data())
    def withdraw(self, pick: st.DataObject) -> None:
        record = pick.draw(st.sampled_from(list(self.model.values())))
        self._change([holding.withdraw(record)])
        for each in [k for k, r in self.model.items() if r == record]:
            del self.model[each]

    def _change(self, changes: list[Replacement]) -> None:
        self.model = dict(self.model)
        self.revision += 1
        holding.change(self.data, changes, revision=self.revision)

    @rule(content=st.sampled_from([None, b"", b"garbage" * 99]))
    def spoil_the_filter(self, content: bytes | None) -> None:
        """Under a new inode: bits that are mapped already are memory, not a file."""
        for path in (self.folder.path / (self.folder.current() or "")).glob("filter*"):
            path.unlink()
            if content is not None:
                path.write_bytes(content)

    @precondition(lambda self: self.before)
    @rule()
    def roll_back(self) -> None:
        assert self.before is not None
        with self.folder.lock():
            self.folder.rollback()
        (self.model, self.revision), self.before = self.before, None

    @rule(queries=st.lists(near.queries, min_size=1, max_size=6), pick=st.data())
    def ask(self, queries: list[DocumentQuery], pick: st.DataObject) -> None:
        self.engine.catalog.refresh()
        if self.model:
            held = st.sampled_from(list(self.model.values()))
            queries += [pick.draw(held.flatmap(near.queries_about)) for _ in range(4)]
        for query in queries:
            wrong = near.disagreement(self.engine, query, self.model.values())

            assert not wrong

    @rule(queries=st.lists(near.queries, min_size=1, max_size=6))
    def ask_at_once(self, queries: list[DocumentQuery]) -> None:
        self.engine.catalog.refresh()

        assert not near.disagreements(self.engine, queries, self.model.values())

    @invariant()
    def every_key_held_is_let_through(self) -> None:
        if not self.revision:
            return
        generation = Generation(self.folder.path / (self.folder.current() or ""))
        with generation.view() as view:
            keys = [k.partition(SEPARATOR)[0] for k, _ in view.everything(b"entries")]
            state = view.state

            assert all(map(view.may_hold, keys))
            assert len(view.may_hold_many(keys)) == len(keys)
        assert (state.revision, state.records) == (self.revision, len(self.model))
        assert generation.degraded or scanned(generation.folder) == ""

    def teardown(self) -> None:
        filter_upkeep.LATE_KEYS_MAX = self.late_keys_max
        self.open.close()
        shutil.rmtree(self.data)


TestServing = Serving.TestCase
TestServing.settings = settings(max_examples=15, stateful_step_count=20, deadline=None)

APPLYING = """
import sys
from pathlib import Path
from screening.storage import filter_upkeep
from screening.storage.generation import Generation
from tests.storage.plain import change, folder_of, key
data = Path(sys.argv[1])
filter_upkeep.LATE_KEYS_MAX = 12

def work():
    revision = Generation(folder_of(data)).state.revision
    while True:
        revision += 1
        new = {key(f"R{revision}-{n}"): b"%d" % revision for n in range(5)}
        change(data, new | {key("REV"): b"%d" % revision}, revision=revision)
        say(revision)
"""


def test_deltas_survive_kill_9(tmp_path: Path) -> None:
    """Killed at any instant: what was acknowledged is there, whole, and let through (R1).

    Late keys and new filter files alike: a filter file comes with every third delta.
    """
    publish(tmp_path, {key("REV"): b"1"})
    kills = killed_often(APPLYING, tmp_path, times=KILLS, within_s=0.12, seed=2)
    for acknowledged in kills:
        found, folder = held(tmp_path), folder_of(tmp_path)
        revision = Generation(folder).state.revision
        wanted = {key(f"R{r}-{n}") for r in range(2, revision + 1) for n in range(5)}

        assert revision - int(acknowledged[-1]) in (0, 1)
        assert found[key("REV")] == b"%d" % revision
        assert set(found) == wanted | {key("REV")}
        with Generation(folder).view() as view:
            assert all(view.may_hold(filing(each)) for each in found)
        assert scanned(folder) == ""
    assert all(finding.sound for finding in verify(tmp_path))
