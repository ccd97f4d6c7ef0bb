"""What is remembered of every question: written to the journal before it is answered.

One entry a question, JSON: when, who asked as the caller gave it, what was asked, which
feeds at which revisions were searched, the verdict, the names of the records shown, and
how long it took. A hit is on disk before the answer leaves; anything else is with the
kernel, and on disk within a second (law 7).

An entry holds what was asked, so the folder is readable by its owner only.
"""

from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from screening.queries import Asked, Searched
from screening.storage.journal import Journal

_Revision = tuple[str, int]
_Revisions = tuple[tuple[Searched, ...], tuple[_Revision, ...]]


def journal_folder(data: Path) -> Path:
    """Return the folder of the journal of *data*."""
    return data / "journal"


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One question and its answer, as remembered."""

    at: datetime
    kind: str
    """document, vehicle, person, traveller, batch, travellers or record; of data owners
    records, report or changes."""
    question: object
    """What was looked up; a list of [number, State] for a batch."""
    answer: str
    searched: tuple[_Revision, ...]
    """Feed and revision of each feed searched."""
    duration_us: int
    names: tuple[str, ...] = ()
    """Public names of the records shown."""
    request_id: str = ""
    checkpoint: str = ""
    purpose: str = ""


class Audit:
    """Records every question of one process. Use as a context manager."""

    def __init__(self, data: Path) -> None:
        """Open a chain of the journal, or raise `NotRecorded`."""
        self._journal = Journal(journal_folder(data))
        self._encode = msgspec.json.Encoder().encode
        self._revisions: _Revisions = ((), ())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
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
    ) -> None:
        """Remember one question; durable on return when *names* were found.

        Raises `NotRecorded`: then the question must not be answered.
        """
        entry = Entry(
            at,
            kind,
            question,
            answer,
            self._revisions_of(searched),
            duration_us,
            names,
            asked.request_id,
            asked.checkpoint,
            asked.purpose,
        )
        self._journal.append(self._encode(entry), durable=bool(names))

    def _revisions_of(self, searched: tuple[Searched, ...]) -> tuple[_Revision, ...]:
        """Return feed and revision of each; what one second's questions share, once."""
        of, revisions = self._revisions
        if of is not searched:
            revisions = tuple([(feed.feed, feed.revision) for feed in searched])
            self._revisions = searched, revisions
        return revisions
