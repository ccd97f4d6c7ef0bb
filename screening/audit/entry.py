"""One question and its answer, as remembered: what operators need, and what is sealed.

::

    payload, sealed:    core as JSON, NUL, matter as JSON sealed to the auditor
    payload, unsealed:  core and matter in one JSON object, as before there were keys

The core stays in the clear: who asked from where and why, which feeds, the verdict, how long
it took. The matter is what was asked, about whom, by which user. A caller that was turned away
leaves a core alone: what it would have asked was not looked at.
"""

from datetime import datetime

import msgspec

from screening.queries import LOCAL

Revision = tuple[str, int]
CHANGES = "changes"
"""The kind of entry of what a data owner sends: nothing of it is made that is not on disk."""
REFUSAL = "refusal"
"""The kind of an entry that tells of a caller that was turned away."""
NUL = b"\0"
"""Between what is in the clear and what is sealed; JSON has none."""


class Core(msgspec.Struct, frozen=True, omit_defaults=True):
    """What stays in the clear; nothing of it is about a traveller."""

    at: datetime
    kind: str
    """document, vehicle, person, traveller, batch, travellers or record; what an owner
    asked for: records, report or changes; or refusal."""
    answer: str
    """The verdict; of a refusal the reason that was told."""
    searched: tuple[Revision, ...]
    """Feed and revision of each feed searched."""
    duration_us: int
    databases: tuple[str, ...] = ()
    """Of the feeds searched."""
    shown: int = 0
    """How many records were shown."""
    caller: str = LOCAL
    request_id: str = ""
    checkpoint: str = ""
    purpose: str = ""
    unit: str = ""
    device: str = ""
    specimens: int = 0
    """Of the records shown, those that are specimens: for tests, and in no statistic."""
    method: str = ""
    """Of a refusal: what was called."""
    cause: str = ""
    """Of a refusal: why, in a word or a sentence."""
    count: int = 1
    """How many refusals it stands for."""


class Matter(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is for the auditor's eyes."""

    question: object
    """What was looked up; a list of [number, State] for a batch."""
    names: tuple[str, ...] = ()
    """Public names of the records shown."""
    user: str = ""


class Entry(Core, frozen=True, omit_defaults=True, kw_only=True):
    """Both in one, where there is no auditor to seal to."""

    question: object = None
    names: tuple[str, ...] = ()
    user: str = ""


def beside(core: bytes, sealed: bytes) -> bytes:
    """Return the payload of an entry with a *core* in the clear."""
    return core + NUL + sealed
