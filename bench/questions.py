"""Questions put to the engine in this process, one after the other, beside peers.

What peers do is a part of what we do: they look one key up. We read, normalise, look in
every feed, say how old the data is and, but for `document-miss`, write the journal.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import cycle

from bench.asked import (
    SPECIMEN_PASSPORT,
    absent_cards,
    absent_cars,
    absent_documents,
    listed_documents,
)
from bench.figures import Line, timed_line
from bench.ground import Budget, Ground
from bench.peers import RECORDS_MAX, STORES, Get, Store, filled
from bench.timing import Ask, alternately, timed
from screening.engine import Engine, utc_now
from screening.opening import open_engine
from screening.queries import Asked, DocumentQuery, Entry, Searched

_MISREAD = DocumentQuery(
    document_number="L8989O2C3",
    issuing_state="UTO",
    entry=Entry.TYPED,
)
"""The specimen passport's number with a letter O for its nought."""


def document_miss(ground: Ground, budget: Budget) -> Iterator[Line]:
    """Ask about documents nobody listed, and record nothing."""
    absent = cycle(absent_documents())
    with open_engine(ground.data()) as engine:
        ask = unrecorded(engine).screen_document
        yield from _beside(
            "document-miss", lambda: ask(next(absent)), STORES, ground, budget
        )


def recorded_miss(ground: Ground, budget: Budget) -> Iterator[Line]:
    """Ask the same, and record it."""
    absent = cycle(absent_documents())
    with open_engine(ground.data()) as engine:
        ask = engine.screen_document
        yield _alone("recorded-miss", lambda: ask(next(absent)), ground, budget)


def document_hit(ground: Ground, budget: Budget) -> Iterator[Line]:
    """Ask about listed documents: each answer waits for the disk."""
    listed = cycle(listed_documents(ground.feed()))
    with open_engine(ground.data()) as engine:
        ask = engine.screen_document
        yield _alone("document-hit", lambda: ask(next(listed)), ground, budget)


def mrz(ground: Ground, budget: Budget) -> Iterator[Line]:
    """Ask about the lines of identity cards nobody listed."""
    cards = cycle(absent_cards())
    with open_engine(ground.data()) as engine:
        ask = engine.screen_mrz
        yield from _beside("mrz", lambda: ask(next(cards)), ["redis"], ground, budget)


def mrz_hit(ground: Ground, budget: Budget) -> Iterator[Line]:
    """Ask about the lines of a listed passport: each answer waits for the disk."""
    with open_engine(ground.data()) as engine:
        ask = engine.screen_mrz
        yield _alone("mrz-hit", lambda: ask(SPECIMEN_PASSPORT), ground, budget)


def vehicle(ground: Ground, budget: Budget) -> Iterator[Line]:
    """Ask about cars nobody listed."""
    cars = cycle(absent_cars())
    with open_engine(ground.data()) as engine:
        ask = engine.screen_vehicle
        yield _alone("vehicle", lambda: ask(next(cars)), ground, budget)


def near_miss(ground: Ground, budget: Budget) -> Iterator[Line]:
    """Ask about typed numbers: nothing like them listed, and one that is a misread."""
    absent = cycle(absent_documents(entry=Entry.TYPED))
    with open_engine(ground.data()) as engine:
        ask = engine.screen_document
        yield _alone("near-miss", lambda: ask(next(absent)), ground, budget)
        look = unrecorded(engine).screen_document
        yield _alone("near-miss/found", lambda: look(_MISREAD), ground, budget)


def unrecorded(engine: Engine) -> Engine:
    """Return an engine over the same data that records nothing: the look-up alone."""
    return Engine(engine.catalog, record=_forget, now=utc_now)


def _forget(  # noqa: PLR0913  # a recorder's
    *,
    at: datetime,
    kind: str,
    question: object,
    asked: Asked,
    answer: str,
    searched: tuple[Searched, ...],
    names: tuple[str, ...],
    duration_us: int,
    specimens: int = 0,
) -> None:
    """Remember nothing."""


def _alone(name: str, ask: Ask, ground: Ground, budget: Budget) -> Line:
    return timed_line(name, ground.records, timed(ask, budget.seconds))


def _beside(
    name: str, ask: Ask, stores: Sequence[Store], ground: Ground, budget: Budget
) -> Iterator[Line]:
    """Yield our line for each of *stores* that is there, and its own, asked in turns."""
    held = min(ground.records, RECORDS_MAX)
    with filled(ground.feed(records=held), with_=stores) as gets:
        theirs = [_getting(get) for get in gets.values()]
        ours, *others = alternately([ask, *theirs], budget.seconds)
    if not gets:
        yield timed_line(name, ground.records, ours)
    for peer, took in zip(gets, others, strict=True):
        ratio = ours.percentile_us(50) / took.percentile_us(50)
        yield timed_line(name, ground.records, ours, peer=peer, ratio=ratio)
        yield timed_line(f"{name}:{peer}", held, took)


def _getting(get: Get) -> Ask:
    """Return what asks a peer about documents nobody listed."""
    absent = [(q.document_number, q.issuing_state) for q in absent_documents()]
    keys = cycle(absent)
    return lambda: get(*next(keys))
