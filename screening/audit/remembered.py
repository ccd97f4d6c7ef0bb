"""One entry of a journal, read back: its core, and what was sealed beside it, opened."""

import msgspec

from screening.audit.entry import NUL, REFUSAL, Core, Entry, Matter
from screening.audit.sealing import Unsealing, sealed_to

_core_of = msgspec.json.Decoder(Core).decode
_matter_of = msgspec.json.Decoder(Matter).decode
_entry_of = msgspec.json.Decoder(Entry).decode


class Remembered(msgspec.Struct, frozen=True):
    """One entry, read back."""

    core: Core
    matter: Matter | None
    """None where it is sealed, and no key was given; and of a refusal."""
    sealed_to: str = ""
    """Id of the auditor's key; empty where it was never sealed."""


def remembered(payload: bytes, unsealing: Unsealing | None = None) -> Remembered:
    """Return the entry that *payload* holds, opened where a key is given.

    Raises `InvalidTag` where what is sealed does not belong to the core beside it, and
    `Sealed` where it is for another auditor.
    """
    core, _, sealed = payload.partition(NUL)
    if not sealed:
        entry = _entry_of(payload)
        if entry.kind == REFUSAL:
            return Remembered(_as_core(entry), None)
        shown = entry.shown or len(entry.names)
        return Remembered(
            msgspec.structs.replace(_as_core(entry), shown=shown),
            Matter(entry.question, entry.names, entry.user),
        )
    opened = _matter_of(unsealing.opened(sealed, core)) if unsealing else None
    return Remembered(_core_of(core), opened, sealed_to(sealed))


def _as_core(entry: Entry) -> Core:
    return Core(*(getattr(entry, name) for name in Core.__struct_fields__))
