"""Who remembers questions, as the engine sees it."""

from datetime import datetime
from typing import Protocol

from screening.queries import Asked, Searched


class Recorder(Protocol):
    """Remembers a question, or raises `NotRecorded` so that it is not answered."""

    def __call__(  # noqa: PLR0913  # what is remembered is one line of facts
        self,
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
        """Remember one question; what names records is durable on return.

        Of the records named so many are *specimens*: they are for no statistic.
        """
