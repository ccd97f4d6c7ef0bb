"""What is remembered of every question: written to the journal before it is answered.

One entry a question: when, who asked from where and why, what was asked, which feeds at which
revisions were searched, the verdict, the names of the records shown, and how long it took.
A hit is on disk before the answer leaves; anything else is with the kernel, and on disk
within a second (law 7). Callers that were turned away are remembered as well.

With an auditor's key in the data folder, what was asked is sealed to it; with a signing key,
checkpoints are signed. Without them entries hold what was asked, so the folder is readable
by its owner only.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec
from msgspec.structs import replace

from screening.access.refusals import Refusal
from screening.audit.checkpoints import check_reaches
from screening.audit.entry import (
    CHANGES,
    REFUSAL,
    Core,
    Entry,
    Matter,
    Revision,
    beside,
)
from screening.audit.notes import ClockSetBack, encoded
from screening.audit.protection import protection
from screening.audit.upkeep import CHECKPOINT_INTERVAL_S, Upkeep, time_of
from screening.queries import Asked, JournalStatus, Searched
from screening.storage.chain import ChainEnd
from screening.storage.journal import SEGMENT_BYTES_MAX, Journal

CLOCK_TOLERANCE = timedelta(seconds=60)
"""Entries are written when questions end, and batches last: so much later in order may be
earlier in time."""
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)
_Searches = tuple[tuple[Searched, ...], tuple[Revision, ...], tuple[str, ...]]


def journal_folder(data: Path) -> Path:
    """Return the folder of the journal of *data*."""
    return data / "journal"


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Audit:
    """Records every question of one process. Use as a context manager."""

    def __init__(
        self,
        data: Path,
        *,
        now: Callable[[], datetime] = _utc_now,
        interval_s: float = CHECKPOINT_INTERVAL_S,
        segment_bytes: int = SEGMENT_BYTES_MAX,
    ) -> None:
        """Open a chain of the journal; a checkpoint is due every *interval_s*.

        Raises `NotRecorded`, and `KeyRefused` where a key is there and cannot be used.
        """
        folder = journal_folder(data)
        self._sealing, self._checkpoints, self._kept = protection(data, folder, now)
        self._journal = Journal(
            folder,
            segment_bytes=segment_bytes,
            closing=self._closing if self._checkpoints else None,
            vouched=check_reaches,
        )
        self._upkeep = Upkeep(
            self._journal,
            sealing=self._sealing,
            checkpoints=self._checkpoints,
            now=now,
            interval_s=interval_s,
        )
        self._encode = msgspec.json.Encoder().encode
        self._searches: _Searches = ((), (), ())
        self._latest = time_of(self._journal.last) if self._journal.last else _LONG_AGO
        try:
            self._upkeep.begin()
        except BaseException:
            with suppress(OSError):
                self._journal.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._upkeep.end()
        self._journal.close()

    def record(  # noqa: PLR0913  # what is remembered is one line of facts
        self,
        *,
        at: datetime,
        kind: str,
        question: object,
        asked: Asked,
        answer: str,
        searched: tuple[Searched, ...],
        names: tuple[str, ...],
        duration_us: int,
        specimens: int = 0,
    ) -> None:
        """Remember one question; durable on return when *names* were found, or changes sent.

        Raises `NotRecorded`: then the question must not be answered.
        """
        self._begin(at)
        revisions, databases = self._searched(searched)
        core = (
            *(at, kind, answer, revisions, duration_us, databases, len(names)),
            *(asked.caller, asked.request_id, asked.checkpoint, asked.purpose),
            *(asked.unit, asked.device, specimens),
        )
        if self._sealing is None:
            entry = Entry(*core, question=question, names=names, user=asked.user)
            payload = self._encode(entry)
        else:
            clear = self._encode(Core(*core))
            secret = self._encode(Matter(question, names, asked.user))
            payload = beside(clear, self._sealing.sealed(secret, clear))
        self._journal.append(payload, durable=bool(names) or kind == CHANGES)

    def refused(self, refusal: Refusal) -> None:
        """Remember that a caller was turned away; on disk within a second.

        Raises `NotRecorded`.
        """
        self._begin(refusal.at)
        core = Core(
            at=refusal.at,
            kind=REFUSAL,
            answer=refusal.reason,
            searched=(),
            duration_us=0,
            caller=refusal.caller,
            method=refusal.method,
            cause=refusal.cause,
            count=refusal.count,
        )
        self._journal.append(self._encode(core), durable=False)

    def problems(self) -> tuple[str, ...]:
        """Return why nothing can be recorded, and so nothing answered; nothing if it can."""
        reason = self._upkeep.trouble or self._journal.broken
        return (f"journal: it cannot be written ({reason})",) if reason else ()

    def status(self) -> JournalStatus:
        """Return how the journal is kept, and how far what is due lies behind."""
        return replace(
            self._kept,
            broken=bool(self.problems()),
            unflushed_s=self._journal.unflushed_s,
            unsigned_s=self._upkeep.since_turn_s if self._checkpoints else None,
        )

    def _searched(
        self, searched: tuple[Searched, ...]
    ) -> tuple[tuple[Revision, ...], tuple[str, ...]]:
        """Return revisions and databases; what one second's questions share, once."""
        of, revisions, databases = self._searches
        if of is not searched:
            revisions = tuple([(feed.feed, feed.revision) for feed in searched])
            databases = tuple(sorted({str(feed.database) for feed in searched}))
            self._searches = searched, revisions, databases
        return revisions, databases

    def _begin(self, at: datetime) -> None:
        """Do what is overdue, and look at the clock, before an entry of time *at*."""
        if self._upkeep.trouble:
            self._upkeep.turn("scheduled")
        if at > self._latest:
            self._latest = at
        elif self._latest - at > CLOCK_TOLERANCE:
            self._note_clock(at)

    def _note_clock(self, at: datetime) -> None:
        """Say in the chain that the clock was set back; entries keep their order."""
        note = encoded(ClockSetBack(at, self._latest))
        self._latest = at
        self._journal.append(note, durable=True)

    def _closing(self, end: ChainEnd) -> bytes:
        """Return the last entry of a segment, and have the file beside it follow soon."""
        assert self._checkpoints is not None  # noqa: S101 -- asked for only then
        self._upkeep.hasten()
        return self._checkpoints.closing(end)
