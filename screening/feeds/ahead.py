"""Reads ahead: while one batch is judged and filed, the next is read and parsed.

Worth a third of a load's time on two cores: polars, hashing and unpacking leave the
interpreter to the others while they work.
"""

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

T = TypeVar("T")
_END: Final = object()


def ahead(items: Iterator[T]) -> Generator[T, None, None]:
    """Yield *items*, each one fetched in a thread while the one before is used.

    What fetching raises is raised here, in its place. Close it to stop the thread.
    """
    with ThreadPoolExecutor(1, "read-ahead") as thread:
        coming = thread.submit(next, items, _END)
        while (item := coming.result()) is not _END:
            coming = thread.submit(next, items, _END)
            yield item  # type: ignore[misc]  # it is no _END, so it is a T
