"""Blocks of a large CSV file, taken by several threads and given in their order.

The loops that take plain rows leave the interpreter, so two blocks are taken at once. A
block that is not plain may end within a record: then the blocks read after it are put
back, to be cut anew behind that record.
"""

import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue

import polars as pl

from screening.feeds.line_blocks import Block, LineBlocks
from screening.feeds.quick_documents import Quick, QuickDocuments
from screening.feeds.validate import Rules

_THREADS = min(4, os.cpu_count() or 1)
_NOT_PLAIN_MAX = 4
"""So many blocks after each other that are not plain, and no more are tried."""


class QuickAhead:
    """Tries the blocks of one file."""

    def __init__(
        self,
        names: list[str],
        rules: Rules,
        types: Callable[[], dict[str, pl.DataType]],
    ) -> None:
        self._types = types
        self._idle: SimpleQueue[QuickDocuments] = SimpleQueue()
        for _ in range(_THREADS):
            self._idle.put(QuickDocuments(names, rules))

    def tried(self, blocks: LineBlocks) -> Iterator[tuple[Block, Quick | None]]:
        """Yield each block and what was taken of it; None where it was not plain.

        Who was given such a block puts its end back, if need be, before going on.
        """
        coming: deque[tuple[Block, Future[Quick | None]]] = deque()
        source, not_plain = iter(blocks), 0
        with ThreadPoolExecutor(_THREADS, "quick") as threads:
            while not_plain < _NOT_PLAIN_MAX:
                while len(coming) <= _THREADS and (block := next(source, None)):
                    coming.append((block, threads.submit(self._take, block)))
                if not coming:
                    return
                block, taking = coming.popleft()
                quick = taking.result()
                not_plain = 0 if quick else not_plain + 1
                if quick is None:
                    for later, _ in reversed(coming):
                        blocks.put_back(later.data)
                    coming.clear()
                    source = iter(blocks)
                yield block, quick
        for block in blocks:
            yield block, None

    def _take(self, block: Block) -> Quick | None:
        taker = self._idle.get()
        try:
            return taker.take(block.data, line=block.line, types=self._types())
        finally:
            self._idle.put(taker)
