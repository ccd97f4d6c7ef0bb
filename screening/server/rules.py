"""Who may call what, and on which threads: one table, closed by default.

A method that is served but not in the table is refused to everybody. Callers are not
told apart yet: a service listens on a loopback address only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, auto


class May(StrEnum):
    """What a caller must be allowed to do."""

    QUESTIONS = auto()
    """Ask, as a checkpoint does."""
    RECORDS = auto()
    """See a record in full, by its name."""
    CHANGES = auto()
    """Change records of one's own, and see them."""
    STATUS = auto()
    """See what is served, and how to call it."""


class Threads(StrEnum):
    """Which pool of threads a call runs on, so that one kind delays no other."""

    QUESTIONS = auto()
    """Short calls, each from a queue that is bounded."""
    BATCHES = auto()
    """Manifests: long, and not let in front of gates."""
    LANES = auto()
    """A thread for each open lane, mostly idle."""
    CHANGES = auto()
    """Owners' calls: they wait for the writer, and read more than one record."""
    HEALTH = auto()
    """A busy service is a healthy one, and must be able to say so."""
    REFLECTION = auto()
    """Streams that a curious person leaves open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What one method asks of its caller, and where it runs."""

    may: May
    threads: Threads


_QUESTION = Rule(may=May.QUESTIONS, threads=Threads.QUESTIONS)
_MANIFEST = Rule(may=May.QUESTIONS, threads=Threads.BATCHES)
_OWNER = Rule(may=May.CHANGES, threads=Threads.CHANGES)
_REFLECTION = Rule(may=May.STATUS, threads=Threads.REFLECTION)

RULES: Mapping[str, Rule] = {
    "/screening.v1.ScreeningService/ScreenDocument": _QUESTION,
    "/screening.v1.ScreeningService/ScreenVehicle": _QUESTION,
    "/screening.v1.ScreeningService/ScreenPerson": _QUESTION,
    "/screening.v1.ScreeningService/ScreenTraveller": _QUESTION,
    "/screening.v1.ScreeningService/BatchScreenDocuments": _MANIFEST,
    "/screening.v1.ScreeningService/BatchScreenTravellers": _MANIFEST,
    "/screening.v1.ScreeningService/OpenLane": Rule(
        may=May.QUESTIONS, threads=Threads.LANES
    ),
    "/screening.v1.RecordService/GetRecord": Rule(
        may=May.RECORDS, threads=Threads.QUESTIONS
    ),
    "/screening.v1.RecordService/ApplyChanges": _OWNER,
    "/screening.v1.RecordService/ListRecords": _OWNER,
    "/screening.v1.RecordService/GetQualityReport": _OWNER,
    "/screening.v1.StatusService/GetStatus": Rule(
        may=May.STATUS, threads=Threads.QUESTIONS
    ),
    "/grpc.health.v1.Health/Check": Rule(may=May.STATUS, threads=Threads.HEALTH),
    "/grpc.health.v1.Health/List": Rule(may=May.STATUS, threads=Threads.HEALTH),
    "/grpc.health.v1.Health/Watch": Rule(may=May.STATUS, threads=Threads.HEALTH),
    "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo": _REFLECTION,
}
