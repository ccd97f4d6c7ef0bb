"""What each method asks of its caller, and on which threads it runs: closed by default.

A method that is served but not in the table is refused to everybody. Which kinds of
callers have a permission is in `access.permissions`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, auto

from screening.access.permissions import May


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
_HEALTH = Rule(may=May.BASICS, threads=Threads.HEALTH)
_OWNER = Rule(may=May.CHANGES, threads=Threads.CHANGES)

RULES: Mapping[str, Rule] = {
    "/screening.v1.ScreeningService/ScreenDocument": Rule(
        may=May.DOCUMENTS, threads=Threads.QUESTIONS
    ),
    "/screening.v1.ScreeningService/ScreenVehicle": _QUESTION,
    "/screening.v1.ScreeningService/ScreenPerson": _QUESTION,
    "/screening.v1.ScreeningService/ScreenTraveller": _QUESTION,
    "/screening.v1.ScreeningService/BatchScreenDocuments": Rule(
        may=May.DOCUMENTS, threads=Threads.BATCHES
    ),
    "/screening.v1.ScreeningService/BatchScreenTravellers": Rule(
        may=May.QUESTIONS, threads=Threads.BATCHES
    ),
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
    "/grpc.health.v1.Health/Check": _HEALTH,
    "/grpc.health.v1.Health/List": _HEALTH,
    "/grpc.health.v1.Health/Watch": _HEALTH,
    "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo": Rule(
        may=May.BASICS, threads=Threads.REFLECTION
    ),
}

IN_BURSTS = frozenset(
    method
    for method, rule in RULES.items()
    if rule.threads in (Threads.QUESTIONS, Threads.LANES)
)
"""What gates call, many of them in one instant; of the others a few fill their pool."""
NEEDS: Mapping[str, May] = {method: rule.may for method, rule in RULES.items()}
"""The permission that each method asks for."""
