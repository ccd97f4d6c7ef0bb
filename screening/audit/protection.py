"""What protects a journal: a key that it is sealed to, and one that signs it; or none.

The one place where the service opens keys. Where there are none, it does without what opens
them: `cryptography` is then imported by nobody.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from screening.audit.checkpoints import Checkpoints
from screening.audit.key_files import (
    AUDITOR_PUBLIC,
    SIGNING_PRIVATE,
    has_keys,
    key_id,
    keys_folder,
)
from screening.errors import DiskFull, KeyRefused, NotRecorded
from screening.queries import JournalStatus
from screening.storage.files import make_folder, sync_folder

if TYPE_CHECKING:
    from screening.audit.keys import Keys
    from screening.audit.sealing import Sealing

SEALED, SIGNED = "SEALED", "SIGNED"
"""Files in the folder of a journal, empty: it has been so ever since there was a key."""
_KEYS = {SEALED: AUDITOR_PUBLIC, SIGNED: SIGNING_PRIVATE}


class Protection(NamedTuple):
    """What seals entries, and what signs how far their chain has come."""

    sealing: "Sealing | None" = None
    checkpoints: Checkpoints | None = None
    kept: JournalStatus = JournalStatus()
    """How the journal is kept, in the names of those keys."""


def protection(data: Path, journal: Path, now: Callable[[], datetime]) -> Protection:
    """Return what protects *journal* by the keys of *data*.

    Raises `KeyRefused` for a key that is there and cannot be used, and for one that is
    gone: what was sealed, or signed, does not go on otherwise by itself. Raises
    `NotRecorded` where the folder cannot be written.
    """
    if not has_keys(data):
        _require_no_less(data, journal, set())
        return Protection()
    from screening.audit.keys import kept_keys  # noqa: PLC0415 -- see above
    from screening.audit.sealing import Sealing  # noqa: PLC0415

    keys = kept_keys(data)
    by = {SEALED: keys.auditor, SIGNED: keys.signing}
    _require_no_less(data, journal, {how for how, key in by.items() if key is not None})
    return Protection(
        Sealing(keys.auditor) if keys.auditor else None,
        Checkpoints(journal, keys.signing, now) if keys.signing else None,
        _kept_with(keys),
    )


def _require_no_less(data: Path, journal: Path, now: set[str]) -> None:
    """Raise if *journal* was protected before by more than *now*; note what is new.

    Workers that start together may all note it.
    """
    for how, key in _KEYS.items():
        noted = journal / how
        if noted.exists() and how not in now:
            raise KeyRefused(
                file=keys_folder(data) / key,
                reason=f"it is gone, and the journal was {how.lower()} by it",
                cure=f"put it back; to go on without, remove {noted}",
            )
    if new := [how for how in now if not (journal / how).exists()]:
        try:
            make_folder(journal, mode=0o700)
            for how in new:
                (journal / how).touch(mode=0o600)
            sync_folder(journal)
        except (OSError, DiskFull) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise NotRecorded(reason=reason) from error


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
