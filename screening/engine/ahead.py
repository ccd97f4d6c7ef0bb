"""Searches the names of a list ahead, while what was found before is shown.

To search a name is a compiled loop that leaves the interpreter to others, so that a list
takes half the time where two processors are free. Nothing else of a view is touched: its
transaction is for one thread.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from screening.engine.asked_person import Person
from screening.engine.asked_traveller import named_in
from screening.storage.view import View

if TYPE_CHECKING:
    from screening.index.persons.lookup import Candidate

SEARCHERS = 2
"""More would take the processors of gates, whose questions are not to wait for lists."""
PERSONS_MIN = 8
"""Of fewer, the threads would take longer than they save."""


@contextmanager
def searched_ahead(
    view: View, persons: Sequence[Person | None], *, today: str, least: float
) -> Iterator[Iterator[list["Candidate"]]]:
    """Yield whom each of *persons* leads to in *view*, in their order.

    Leaving stops the search.
    """
    search = partial(named_in, view, today=today, least=least)
    if len(persons) < PERSONS_MIN:
        yield map(search, persons)
        return
    first = next(filter(None, persons), None)
    search(first)  # so that the view is prepared on this thread
    searchers = ThreadPoolExecutor(SEARCHERS, thread_name_prefix="searcher")
    try:
        yield searchers.map(search, persons)
    finally:
        searchers.shutdown(cancel_futures=True)
