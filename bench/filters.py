"""`filter`: is a key there? Ours beside pybloom-live as it comes, with the same keys."""

from collections.abc import Callable, Iterator
from itertools import cycle, islice

from bench.asked import absent_documents
from bench.figures import Line, timed_line
from bench.ground import Budget, Ground
from bench.peers import stock
from bench.peers.rows import keyed
from bench.timing import Ask, alternately, timed
from screening.index.documents import filing_key
from screening.normalize.documents import document_number
from screening.normalize.states import issuing_state
from screening.records import Database
from screening.storage.catalog import Catalog
from screening.storage.filter import ERROR_RATE, Filter, hashes

BATCHES = (100, 1_000, 10_000)
_ABSENT = [
    filing_key(query.document_number, issuing_state(query.issuing_state))
    for query in absent_documents(10 * BATCHES[-1])
]


def filters(ground: Ground, budget: Budget) -> Iterator[Line]:
    """Ask for absent keys one by one and in batches; one by one of what is served too."""
    count = min(ground.records, stock.KEYS_MAX)
    keys = [
        filing_key(document_number(number), issuing_state(state))
        for number, state, _ in islice(keyed(ground.feed()), count)
    ]
    ours = Filter.of_keys(hashes(keys), capacity=count, uid=bytes(16))
    theirs = stock.filter_of(keys, count=count, error_rate=ERROR_RATE)
    pairs: dict[int, tuple[Ask, Ask]] = {
        1: (_one_by_one(ours.probe()), _one_by_one(theirs.__contains__))
    }
    for size in BATCHES:
        pairs[size] = (
            _in_batches(ours.perhaps_many, size),
            _in_batches(lambda batch: [key in theirs for key in batch], size),
        )
    for size, pair in pairs.items():
        took, stock_took = alternately(pair, budget.seconds)
        ratio = took.percentile_us(50) / stock_took.percentile_us(50)
        name = f"filter/{size}"
        yield timed_line(name, count, took, answers=size, peer="stock", ratio=ratio)
        yield timed_line(f"{name}:stock", count, stock_took, answers=size)
    if ground.records > count:
        ask = _one_by_one(_served(ground).probe())
        yield timed_line("filter/1", ground.records, timed(ask, budget.seconds))


def _one_by_one(test: Callable[[bytes], object]) -> Ask:
    keys = cycle(_ABSENT)
    return lambda: test(next(keys))


def _in_batches(test: Callable[[list[bytes]], object], size: int) -> Ask:
    starts = range(0, len(_ABSENT), size)
    batches = cycle([_ABSENT[start : start + size] for start in starts])
    return lambda: test(next(batches))


def _served(ground: Ground) -> Filter:
    """Return the filter of the documents that the ground's data serves."""
    (generation,) = Catalog(ground.data()).serving(Database.DOCUMENTS)
    state = generation.state
    path = generation.folder / state.filter_file
    return Filter.open(path, uid=bytes.fromhex(state.uid))
