"""Open lanes, and how they end when a worker stops.

A lane that waits for its next question is closed at once: nobody is kept waiting, and
its gate opens another. One that is answering ends after that answer.
"""

import threading
from collections.abc import Callable, Iterator
from typing import TypeVar

import grpc

Question = TypeVar("Question")
Reply = TypeVar("Reply")


class Lanes:
    """Every lane open on this worker."""

    def __init__(self) -> None:
        self._idle: set[grpc.ServicerContext] = set()
        self._lock = threading.Lock()
        self._closing = False

    def serve(
        self,
        questions: Iterator[Question],
        context: grpc.ServicerContext,
        answer: Callable[[Question], Reply],
    ) -> Iterator[Reply]:
        """Yield an answer to each question, in order, until either side has enough."""
        self._wait(context)
        try:
            for question in questions:
                self._idle.discard(context)
                yield answer(question)
                if self._closing:
                    return
                self._wait(context)
        finally:
            self._idle.discard(context)

    def close(self) -> None:
        """End idle lanes now, others after the answer they are giving."""
        with self._lock:
            self._closing = True
            idle = list(self._idle)
        for context in idle:
            context.cancel()

    def _wait(self, context: grpc.ServicerContext) -> None:
        with self._lock:
            self._idle.add(context)
            if self._closing:
                context.cancel()
