"""Law 4. Snapshot *n* plus deltas to *m* answers every query as snapshot *m* does."""

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening.feeds import delta, snapshot
from screening.index import documents
from screening.opening import open_engine
from screening.queries import DocumentQuery
from screening.records import DocumentRecord, DocumentStatus
from screening.storage import filter_upkeep
from screening.storage.feed_folder import FeedFolder
from screening.storage.scan import scanned
from screening.storage.state import State
from tests.laws import near
from tests.laws.deliveries import Row, deliver, put, row_of, withdraw
from tests.world import NOW

Change = tuple[bool, DocumentRecord]
FILLER = DocumentRecord(
    record_id="filler",
    owner="UTO",
    issuing_state="UTO",
    document_type="passport",
    document_number="FILLER1",
    status=DocumentStatus.LOST,
)
"""Always held: a snapshot with nothing in it is refused."""


def now() -> datetime:
    return NOW


def state_of(data: Path) -> State:
    found = FeedFolder(data, "lost").state()
    assert found is not None
    return found


def changed(model: near.Model, changes: list[Change]) -> list[Row]:
    """Change *model*, and return the rows of the delta that says so."""
    rows = []
    for puts, record in changes:
        if puts:
            near.file(model, record)
            rows.append(put(record))
        else:
            name = documents.name_parts(record)
            model.pop((name, True), None)
            model.pop((name, False), None)
            rows.append(withdraw(record))
    return rows


@settings(max_examples=15, suppress_health_check=list(HealthCheck), deadline=None)
@given(
    st.lists(near.records, max_size=8),
    st.lists(
        st.lists(st.tuples(st.booleans(), near.records), min_size=1, max_size=6),
        min_size=1,
        max_size=3,
    ),
    st.lists(near.queries, min_size=1, max_size=8),
    st.sampled_from([0, 3, 65_536]),
)
def test_deltas_lead_where_the_snapshot_is(
    tmp_path_factory: pytest.TempPathFactory,
    first: list[DocumentRecord],
    later: list[list[Change]],
    queries: list[DocumentQuery],
    late_keys_max: int,
) -> None:
    """Same answers, same counts, same digest of everything held, under one revision."""
    inbox, by_deltas, by_snapshot = (
        tmp_path_factory.mktemp(name) for name in ("inbox", "deltas", "snapshot")
    )
    model = near.model_of([FILLER, *first])
    rows = [row_of(record) for record in model.values()]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(filter_upkeep, "LATE_KEYS_MAX", late_keys_max)
        file = deliver(inbox / "1.csv", rows, revision=1)
        snapshot.load(file, data=by_deltas, now=now)
        for revision, changes in enumerate(later, start=2):
            file = deliver(
                inbox / f"{revision}.csv",
                changed(model, changes),
                revision=revision,
                base_revision=revision - 1,
            )
            delta.apply(file, data=by_deltas, now=now)
    rows = [row_of(record) for record in model.values()]
    file = deliver(inbox / "last.csv", rows, revision=1 + len(later))
    snapshot.load(file, data=by_snapshot, now=now)
    one, other = state_of(by_deltas), state_of(by_snapshot)

    assert (one.revision, one.records, one.entries, one.intervals) == (
        other.revision,
        other.records,
        other.entries,
        other.intervals,
    )
    assert one.records == len(model)
    assert one.digest == other.digest
    with (
        open_engine(by_deltas, now=now) as deltas,
        open_engine(by_snapshot, now=now) as whole,
    ):
        for query in queries:
            assert not near.disagreement(deltas, query, model.values())
            assert near.hits(deltas.screen_document(query)) == near.hits(
                whole.screen_document(query)
            )
    for data in (by_deltas, by_snapshot):
        folder = FeedFolder(data, "lost")
        assert scanned(folder.path / (folder.current() or "")) == ""
