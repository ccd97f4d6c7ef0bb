"""The workloads, in the order they are run: what each is called, and what it does.

What changes the data comes last, so that nothing else is measured on data with a past.

To add one, write a function from a `Ground` and a `Budget` to lines, and name it here.
Variants of a workload print a line each, called after a slash (`load/csv`); a peer has a
line of its own, called after a colon (`load/csv:sqlite`).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module

from bench.figures import Line
from bench.ground import Budget, Ground

Run = Callable[[Ground, Budget], Iterator[Line]]


@dataclass(frozen=True, slots=True)
class Workload:
    """One workload: its name, what it does in a sentence, and the function that runs it."""

    name: str
    says: str
    run: Run


def _later(where: str) -> Run:
    """Return the function *where* ("module:name"), imported when it is called."""
    module, name = where.split(":")

    def run(ground: Ground, budget: Budget) -> Iterator[Line]:
        function: Run = getattr(import_module(f"bench.{module}"), name)
        return function(ground, budget)

    return run


_LISTED = [
    (
        "load",
        "load:load",
        "CSV, Parquet, JSON Lines to published: a process of its own, cold; rows/s",
    ),
    (
        "open",
        "opening:opening",
        "first answer: the data opened in process; the service from its start",
    ),
    (
        "document-miss",
        "questions:document_miss",
        "a document not listed, in process: normalised, looked up, answered",
    ),
    (
        "recorded-miss",
        "questions:recorded_miss",
        "the same, and recorded in the journal",
    ),
    (
        "journal",
        "journal:journal",
        "the same unrecorded, recorded in the clear, recorded sealed; and 1,000 at once",
    ),
    (
        "document-hit",
        "questions:document_hit",
        "a listed one, in process: the record is fsynced in the journal first",
    ),
    (
        "mrz",
        "questions:mrz",
        "an identity card's lines, not listed, to the recorded answer, in process",
    ),
    (
        "mrz-hit",
        "questions:mrz_hit",
        "the specimen passport's lines, listed, in process; fsync included",
    ),
    ("vehicle", "questions:vehicle", "a VIN that is not listed, in process; recorded"),
    (
        "near-miss",
        "questions:near_miss",
        "a typed number: its look-alikes are tried as well; none listed, and one that is",
    ),
    (
        "filter",
        "filters:filters",
        "one absent key, batches of them; stock pybloom-live beside ours",
    ),
    (
        "cold",
        "cold:colds",
        "page cache dropped, then asked in process: with the filter, without, hits",
    ),
    (
        "growth",
        "growth:growth",
        "document-miss where there are 1 M, 10 M and all the records, in turns",
    ),
    (
        "unary",
        "unary:unary",
        "ScreenDocument beside an empty grpcio handler: one by one, many, open loop",
    ),
    ("lane", "unary:lane", "the same question over an open lane, beside unary"),
    (
        "lanes",
        "lanes:lanes",
        "500 lanes open, 20 asking, unary callers beside; and 20 that are alone",
    ),
    (
        "batch",
        "manifests:batch",
        "100, 1,000, 10,000 documents not listed in one call, beside MGET; documents/s",
    ),
    (
        "workers",
        "manifests:workers",
        "one worker process and two, kept busy with batches of 10,000; documents/s",
    ),
    (
        "mixed",
        "mixed:mixed",
        "the world's mix, one hit in 15,500 questions: in process, and open loop",
    ),
    (
        "persons-load",
        "persons:persons_load",
        "persons to published: a process of its own, cold; rows/s",
    ),
    (
        "persons",
        "persons:persons",
        "by name in process: listed, damaged, unlisted, beside rapidfuzz; namesakes",
    ),
    (
        "travellers",
        "travellers:travellers",
        "ScreenTraveller by a passport's zone beside an empty grpcio handler",
    ),
    (
        "manifest-300",
        "travellers:manifest_300",
        "BatchScreenTravellers: a passenger list of 300; passengers/s",
    ),
    (
        "secured",
        "secured:secured",
        "TLS and a register, then a sealed journal too, beside the plain door",
    ),
    (
        "overload",
        "overload:overload",
        "open loop at 70 and 200 % of capacity: what is answered, what is refused",
    ),
    (
        "rotation",
        "rotation:rotation",
        "every certificate replaced every two seconds for a minute; no call may fail",
    ),
    (
        "delta",
        "delta:delta",
        "one delta of 20,000 changes, a run of small ones, and until all workers show it",
    ),
    (
        "during-load",
        "during:during_load",
        "open loop while a snapshot is loaded and published; idle first; none may fail",
    ),
    (
        "during-delta",
        "during:during_delta",
        "open loop while deltas are applied, and until all workers show each",
    ),
    (
        "owners",
        "owners:owners",
        "ApplyChanges: 1, 100, 1,000 changes a request, acknowledged; and until shown",
    ),
]
WORKLOADS = {name: Workload(name, says, _later(at)) for name, at, says in _LISTED}
