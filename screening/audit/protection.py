"""What protects a journal: a key that it is sealed to, and one that signs it; or none.

The one place where the service opens keys. Where there are none, it does without what opens
them: `cryptography` is then imported by nobody.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from screening.audit.checkpoints import Checkpoints
from screening.audit.key_files import has_keys, key_id
from screening.errors import KeyRefused
from screening.queries import JournalStatus

if TYPE_CHECKING:
    from screening.audit.keys import Keys
    from screening.audit.sealing import Sealing


class Protection(NamedTuple):
    """What seals entries, and what signs how far their chain has come."""

    sealing: "Sealing | None" = None
    checkpoints: Checkpoints | None = None
    kept: JournalStatus = JournalStatus()
    """How the journal is kept, in the names of those keys."""


def protection(data: Path, journal: Path, now: Callable[[], datetime]) -> Protection:
    """Return what protects *journal* by the keys of *data*.

    Raises `KeyRefused` for a key that is there and cannot be used.
    """
    if not has_keys(data):
        return Protection()
    from screening.audit.keys import kept_keys  # noqa: PLC0415 -- see above
    from screening.audit.sealing import Sealing  # noqa: PLC0415

    keys = kept_keys(data)
    return Protection(
        Sealing(keys.auditor) if keys.auditor else None,
        Checkpoints(journal, keys.signing, now) if keys.signing else None,
        _kept_with(keys),
    )


def journal_status(data: Path) -> JournalStatus | None:
    """Return how the journal of *data* is kept; None where that cannot be read here."""
    try:
        if not has_keys(data):
            return JournalStatus()
        from screening.audit.keys import kept_keys  # noqa: PLC0415 -- see above

        keys = kept_keys(data)
    except (KeyRefused, OSError):
        return None
    return _kept_with(keys)


def _kept_with(keys: "Keys") -> JournalStatus:
    return JournalStatus(
        sealed_to=key_id(keys.auditor) if keys.auditor else "",
        signed_by=key_id(keys.signing.public_key()) if keys.signing else "",
    )
