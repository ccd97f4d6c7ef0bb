"""Journals for tests: keyed, written, and spoilt."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from screening.audit import Audit, journal_folder
from screening.audit.keys import (
    auditor_private,
    known_signers,
    make_auditor_keys,
    make_signing_key,
    take_auditor,
)
from screening.audit.proof import prove
from screening.audit.sealing import Unsealing
from screening.queries import Answer, Asked, Searched
from screening.records import Database
from screening.storage.journal import SEGMENT_BYTES_MAX
from screening.storage.verify import Finding

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
NEVER_S = 3_600.0
"""An interval that no test waits for."""
SEARCHED = (
    Searched(
        feed="lost",
        database=Database.DOCUMENTS,
        revision=7,
        as_of=NOW,
        age_s=0,
        stale=False,
    ),
)


def keyed(data: Path) -> Unsealing:
    """Make all keys of *data*; return what opens its entries. The auditor is elsewhere."""
    auditor = data.parent / f"{data.name}-auditor"
    make_auditor_keys(auditor)
    take_auditor(data, auditor / "auditor.pub")
    make_signing_key(data)
    return Unsealing(auditor_private(auditor / "auditor.key"))


@contextmanager
def audit_of(
    data: Path, *, at: datetime = NOW, segment_bytes: int = SEGMENT_BYTES_MAX
) -> Iterator[Audit]:
    """Hold an audit of *data* whose clock stands still; segments may be small."""
    with Audit(
        data, now=lambda: at, interval_s=NEVER_S, segment_bytes=segment_bytes
    ) as audit:
        yield audit


def ask(  # noqa: PLR0913 -- what a question is
    audit: Audit,
    count: int = 1,
    *,
    at: datetime = NOW,
    names: tuple[str, ...] = (),
    specimens: int = 0,
    number: str = "A1",
    asked: Asked | None = None,
) -> None:
    """Record *count* questions about one document, a second apart."""
    for n in range(count):
        audit.record(
            at=at + timedelta(seconds=n),
            kind="document",
            question=(number, "UTO", "P", "", "read"),
            asked=asked or Asked(request_id=f"q{n}"),
            answer=Answer.HIT if names else Answer.NO_RECORD,
            searched=SEARCHED,
            names=names,
            duration_us=9,
            specimens=specimens,
        )


def findings(data: Path) -> list[Finding]:
    """Return what is proved of the journal of *data*, by the keys in it."""
    return prove(journal_folder(data), known_signers(data))


def wrong(data: Path) -> list[str]:
    """Return what is wrong with the journal of *data*, each with its chain."""
    return [
        f"{each.subject.removeprefix('journal ')}: {each.detail}"
        for each in findings(data)
        if not each.sound
    ]
