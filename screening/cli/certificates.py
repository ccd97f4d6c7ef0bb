"""What `pki` prints of certificates: lines for people, objects for programs."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from screening.cli.as_json import Json
from screening.cli.words import rfc3339, when

if TYPE_CHECKING:
    from screening.pki.authority import Issued
    from screening.pki.entries import Entry


def issued_page(issued: "Issued", whose: str, files: tuple[Path, Path]) -> Json:
    """Return the labelled lines of what was issued just now, and where it is."""
    certificate, key = files
    return {
        "certificate": str(certificate),
        "key": f"{key} (for its owner only)",
        "for": whose,
        "serial": f"{issued.serial:x}",
        "holds until": when(issued.not_after),
    }


def issued_json(issued: "Issued", files: tuple[Path, Path]) -> Json:
    """Return the same for programs."""
    certificate, key = files
    return {
        "serial": f"{issued.serial:x}",
        "not_after": rfc3339(issued.not_after),
        "certificate": str(certificate),
        "key": str(key),
    }


def entry_lines(entry: "Entry", now: datetime) -> Iterator[str]:
    """Yield the two lines of a certificate in a list."""
    kind = entry.caller.kind if entry.caller else "server"
    yield f"{_standing(entry, now):<8} {kind} {_whose(entry)}"
    yield f"{'':<8} until {when(entry.not_after)}, serial {entry.serial:x}"


def entry_json(entry: "Entry", now: datetime) -> Json:
    """Return the same for programs."""
    return {
        "serial": f"{entry.serial:x}",
        "standing": _standing(entry, now),
        "kind": entry.caller.kind.value if entry.caller else "server",
        "caller": entry.caller.uri if entry.caller else None,
        "hosts": list(entry.hosts),
        "not_before": rfc3339(entry.not_before),
        "not_after": rfc3339(entry.not_after),
        "revoked_at": rfc3339(entry.revoked_at) if entry.revoked_at else None,
    }


def _standing(entry: "Entry", now: datetime) -> str:
    if entry.revoked_at is not None:
        return "revoked"
    return "good" if entry.is_good(now) else "expired"


def _whose(entry: "Entry") -> str:
    return entry.caller.uri if entry.caller else ", ".join(entry.hosts)
