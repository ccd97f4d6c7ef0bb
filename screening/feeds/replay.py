"""What owners changed goes on counting when another generation takes its place.

A snapshot that was published before an owner changed something does not contain it. The
manifest may say up to which revision of ours it does (`changes_through`); else it goes by
time, and in doubt a record stays listed: a day before the snapshot was published, clocks
and publishers being what they are, what was put is put again, and what was withdrawn is
left to the snapshot. What a later delta of the publisher changed again counts no more.

Whatever is made again stays in the change journal, for the snapshot after this one.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
from msgspec.structs import replace

from screening.feeds.beside import beside_table
from screening.feeds.changes import Changes
from screening.feeds.columns import WITHDRAW
from screening.feeds.databases import changes_of
from screening.feeds.lines import LineJudge
from screening.records import Database
from screening.storage import change_journal
from screening.storage.change_journal import Entry, EntryKind
from screening.storage.generation import Generation
from screening.storage.state import State
from screening.storage.writer import apply_to, keep

IN_DOUBT = timedelta(hours=24)
"""So long before a snapshot was published it may not contain what an owner changed."""
RECEIPTS_KEPT = timedelta(days=30)
"""So long a submission sent again is answered as it was the first time."""


class _Op(msgspec.Struct):
    op: str


_decode_op = msgspec.json.Decoder(_Op).decode

IsContained = Callable[[Entry, bool], bool]
"""Whether a generation contains the last change of a record: its entry, and whether that
was a withdrawal."""


def contained_in_snapshot(*, through: int | None, published: datetime) -> IsContained:
    """Return what a snapshot contains, by its manifest or by when it was *published*."""

    def is_contained(entry: Entry, withdraws: bool) -> bool:  # noqa: FBT001 -- a pair
        if through is not None:
            return entry.revision <= through
        return entry.at < (published if withdraws else published - IN_DOUBT)

    return is_contained


def contained_by_revision(revision: int) -> IsContained:
    """Return what a generation of *revision* contains, to which is rolled back."""
    return lambda entry, _withdraws: entry.revision <= revision


def not_contained(
    entries: Iterable[Entry], is_contained: IsContained, *, superseded: bool = True
) -> list[Entry]:
    """Return of *entries*, oldest first, what must be made again: rows, in their order.

    The last change of a record decides for all of them. With *superseded*, those that
    the publisher changed again do not count.
    """
    found = list(entries)
    last: dict[int, tuple[Entry, bool] | None] = {}
    for entry in found:
        if entry.kind is EntryKind.OWNER:
            changes = zip(entry.names, entry.rows, strict=True)
            last.update((name, (entry, _withdraws(row))) for name, row in changes)
        elif entry.kind is EntryKind.DELIVERED and superseded:
            last.update(dict.fromkeys(entry.names))
    again = {
        name for name, change in last.items() if change and not is_contained(*change)
    }
    return [left for entry in found if (left := _only(entry, again)).rows]


def _only(entry: Entry, names: set[int]) -> Entry:
    """Return *entry* with the rows of records of those *names* alone."""
    if entry.kind is not EntryKind.OWNER:
        return replace(entry, rows=(), names=())
    kept = [
        (name, row)
        for name, row in zip(entry.names, entry.rows, strict=True)
        if name in names
    ]
    return replace(
        entry, names=tuple(n for n, _ in kept), rows=tuple(r for _, r in kept)
    )


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What was made again in another generation."""

    state: State
    """What that holds now."""
    made: int
    lost: int = 0
    """Changes that the rules of today do not let in any more."""

    @property
    def notes(self) -> list[str]:
        """What the operator is told of it."""
        if not self.made:
            return []
        return [
            f"made again, as it does not contain them: {self.made:,} owners' changes"
        ]

    @property
    def warnings(self) -> list[str]:
        """What the operator is warned of."""
        if not self.lost:
            return []
        return [f"owners' changes that today's rules do not let in: {self.lost:,}"]


def take_over(
    before: Generation,
    after: Generation,
    is_contained: IsContained,
    *,
    now: datetime,
    superseded: bool = True,
) -> TakenOver:
    """Make again in *after* what owners changed in *before* and it does not contain.

    Its change journal takes over counts and answers as well, so that a submission sent
    again is known there too. Needs the lock of the feed, and *after* fit to be changed.
    """
    with before.view() as view:
        held = view.state
        again = not_contained(
            change_journal.entries(view), is_contained, superseded=superseded
        )
        pairs = dict(change_journal.carried(view, since=now - RECEIPTS_KEPT))
    if not again:
        keep(after, pairs)
        return TakenOver(after.state, 0)
    pairs.update(map(change_journal.entry_pair, again))
    state = after.state
    changes, lost = _changes_of(again, Database(state.database), now)
    segment, merged = beside_table(changes, after.folder)
    applied = apply_to(
        after,
        changes,
        revision=max(held.revision, state.revision) + 1,
        as_of=state.as_of,
        delivered=state.delivered_revision,
        changed_at=held.changed_at,
        segment=segment,
        merged=merged,
        journalled=lambda _: pairs,
    )
    return TakenOver(applied.state, applied.puts + applied.withdrawals, lost)


def _changes_of(
    again: list[Entry], database: Database, now: datetime
) -> tuple[Changes[Any], int]:
    """Return the changes of all rows, and how many may not be made any more."""
    judge = LineJudge(database, foreign_documents=True, now=now)
    changes, lost = changes_of(database), 0
    for judged in judge.judged([row for entry in again for row in entry.rows]):
        changes.add(judged.good)
        lost += len(judged.bad)
    return changes, lost


def _withdraws(row: bytes) -> bool:
    return _decode_op(row).op == WITHDRAW
