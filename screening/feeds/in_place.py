"""Makes what owners submit true, in the generation being served, one submission at a time.

The order is: may they, has it been made before, what is right of it; then records, change
journal, counts and answer go into the table in one transaction, one revision on. What is
acknowledged is on disk, and visible to every question.
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from screening.errors import AnotherWriter, Busy, RequestReused
from screening.feeds.beside import beside_table
from screening.feeds.changes import Changes
from screening.feeds.databases import changes_of
from screening.feeds.held_open import HeldOpen
from screening.feeds.lines import LineJudge
from screening.feeds.making import Before, Making, before
from screening.feeds.reviews import REASON, withdrawals_of
from screening.feeds.submissions import judged_submission, refuse_what_is_not_its_own
from screening.feeds.validate import latest_day
from screening.index.keys import parsed_name
from screening.index.lookup import is_past_review, named
from screening.ownership import Acknowledgement, Submission, no_such_feed
from screening.policy.hits import name_of
from screening.records import Database, Record
from screening.storage import change_journal
from screening.storage.change_journal import Entry, EntryKind, Receipt
from screening.storage.feed_folder import FeedFolder
from screening.storage.generation import Generation
from screening.storage.state import State
from screening.storage.view import View
from screening.storage.writer import (
    Applied,
    Replacement,
    apply_to,
    keep,
    name_hash,
)

LOAD_RETRY_S = 5.0
"""When to send changes again that came while the feed was loaded; a load takes minutes."""


class InPlace:
    """Writes to the feeds of one data folder. Safe in many threads.

    To a feed one writes at a time, and its lock is held only while something is written,
    so that loads come in between.
    """

    def __init__(
        self, data: Path, *, now: Callable[[], datetime], wait_s: float
    ) -> None:
        """*wait_s* is how long to wait for a load of the feed that is going on."""
        self._data = data
        self._now = now
        self._wait_s = wait_s
        self._writing: dict[str, threading.Lock] = defaultdict(threading.Lock)
        self._open = HeldOpen()
        self._judges: dict[tuple[str, bool], LineJudge] = {}

    def apply(self, submission: Submission) -> Acknowledgement:
        """Make *submission*, or return what was answered when it was made before.

        Raises, with nothing changed, `NotItsFeed`, `NotTheOwner`, `RequestReused`,
        `LimitExceeded`, `Busy` while the feed is loaded, `DiskFull`, `Damaged`.
        """
        refuse_what_is_not_its_own(submission)
        with self.written(submission.feed) as generation:
            with generation.view() as view:
                held = before(view, submission)
            if held.receipt is not None:
                return _answered_before(submission, held.receipt)
            return self._made(generation, submission, held)

    def withdraw_past(self, feed: str, records: Sequence[Record]) -> int:
        """Withdraw those of *records* that are past their review dates still.

        Returns how many those were. Raises as `apply`.
        """
        now = self._now()
        with self.written(feed) as generation:
            with generation.view() as view:
                held, past = view.state, _still_past(view, records, now.date())
            if past:
                self._swept(generation, held, past, self._at(held))
            return len(past)

    def _swept(
        self, generation: Generation, held: State, past: Sequence[Record], at: datetime
    ) -> None:
        rows, database = withdrawals_of(past), Database(held.database)
        judge = LineJudge(database, foreign_documents=True, now=at)
        changes = changes_of(database)
        for judged in judge.judged(rows):
            changes.add(judged.good)
        made = list(changes)
        entry = Entry(
            kind=EntryKind.SWEPT,
            revision=held.revision + 1,
            at=at,
            reason=REASON,
            rows=tuple(rows),
            names=tuple(map(name_hash, made)),
        )
        pairs = dict([change_journal.entry_pair(entry)])
        _one_on(generation, held, changes, made, journalled=lambda _: pairs)

    @contextmanager
    def written(self, feed: str) -> Iterator[Generation]:
        """Hold the generation of *feed* that is served, and the right to write to it."""
        folder = FeedFolder(self._data, feed)
        if folder.current() is None:
            raise no_such_feed()
        try:
            with self._writing[feed], folder.lock(self._wait_s):
                yield self._open.of(folder)
        except AnotherWriter as error:
            raise Busy(
                what=f"loads of feed {feed}", maximum=1, retry_after_s=LOAD_RETRY_S
            ) from error

    def _made(
        self, generation: Generation, submission: Submission, held: Before
    ) -> Acknowledgement:
        judge = self._judge(held.state, submission)
        judged = judged_submission(submission, judge, held.state)
        making = Making(submission, judged, held, at=self._at(held.state))
        if not judged.made:
            keep(generation, making.pairs(None))
            return making.acknowledgement(None)
        applied = _one_on(
            generation,
            held.state,
            judged.changes,
            judged.made,
            changed_at=making.at.isoformat(),
            journalled=making.pairs,
        )
        return making.acknowledgement(applied)

    def _judge(self, state: State, submission: Submission) -> LineJudge:
        others, now = submission.rights.reports_others, self._now()
        judge = self._judges.get((state.feed, others))
        if judge is None or judge.day != latest_day(now):
            judge = LineJudge(
                Database(state.database), foreign_documents=others, now=now
            )
            self._judges[state.feed, others] = judge
        return judge

    def _at(self, held: State) -> datetime:
        """Return the time, or that of the last change where the clock was set back."""
        now = self._now()
        if not held.changed_at:
            return now
        return max(now, datetime.fromisoformat(held.changed_at))


def _one_on(
    generation: Generation,
    held: State,
    changes: Changes[Any],
    made: list[Replacement],
    **more: Any,  # noqa: ANN401 -- what else `apply_to` is told
) -> Applied:
    """Make changes, one revision on; the publisher's own revision and time stay."""
    segment, merged = beside_table(changes, generation)
    return apply_to(
        generation,
        made,
        revision=held.revision + 1,
        as_of=held.as_of,
        delivered=held.delivered_revision,
        segment=segment,
        merged=merged,
        **more,
    )


def _still_past(view: View, records: Sequence[Record], today: date) -> list[Record]:
    """Return those of *records* that are held as they were, and past their dates."""
    feed, day = view.state.feed, today.isoformat()
    return [
        record
        for record in records
        if record == named(view, parsed_name(name_of(feed, record))[2])
        and is_past_review(record, day)
    ]


def _answered_before(submission: Submission, receipt: Receipt) -> Acknowledgement:
    if receipt.digest != submission.digest:
        raise RequestReused(
            field="request_id",
            reason="other changes were sent under it before",
            cure="give each submission a request_id of its own; nothing was changed",
        )
    return receipt.acknowledgement
