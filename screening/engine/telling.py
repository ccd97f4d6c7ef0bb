"""From what was seen to what is answered: nothing is, that was not recorded first."""

from collections.abc import Sequence
from time import perf_counter_ns

from screening.engine.passes import Seen
from screening.engine.recorder import Recorder
from screening.policy.hits import answer_of, closest
from screening.policy.views import batch_shown, shown
from screening.queries import (
    Answer,
    Asked,
    BatchItem,
    BatchScreening,
    Hit,
    Screening,
)
from screening.sight import EVERYTHING

NO_HITS: tuple[Hit, ...] = ()
NO_NAMES: tuple[str, ...] = ()
NO_RECORD = (Answer.NO_RECORD, NO_HITS, NO_NAMES, False)
"""Answer, hits, their names and whether there are more: of nearly every question."""


class Telling:
    """Records an answer, then gives it."""

    def __init__(self, record: Recorder) -> None:
        self._record = record

    def answered(
        self,
        question: tuple[str, object],
        asked: Asked,
        seen: Seen,
        started: int,
        *,
        gaps: tuple[str, ...] = (),
    ) -> Screening:
        """Return the answer to *question*, its kind and what was asked, once recorded.

        *gaps* come on top of those that were *seen*.
        """
        answer, hits, names, cut = NO_RECORD
        specimens = 0
        if seen.hits:
            answer, hits = answer_of(seen.hits), closest(seen.hits)
            names = tuple([hit.name for hit in hits])
            specimens = _specimens(hits)
            cut = seen.cut or len(hits) < len(seen.hits)
        self._record(
            at=seen.at,
            kind=question[0],
            question=question[1],
            asked=asked,
            answer=answer,
            searched=seen.searched,
            names=names,
            duration_us=(perf_counter_ns() - started) // 1000,
            specimens=specimens,
        )
        screening = Screening(
            answer=answer,
            hits=hits,
            searched=seen.searched,
            cut=cut,
            gaps=seen.gaps + gaps if gaps else seen.gaps,
            duration_us=(perf_counter_ns() - started) // 1000,
            excluded=seen.excluded,
        )
        return screening if asked.sight is EVERYTHING else shown(screening, asked.sight)

    def listed(  # noqa: PLR0913 -- what the journal and the answer say of a list
        self,
        question: tuple[str, object],
        asked: Asked,
        seen: Seen,
        started: int,
        *,
        items: tuple[BatchItem, ...],
        count: int,
    ) -> BatchScreening:
        """Return what there is to say of *count* items at once, once recorded.

        *items* are those that have something to say, in the order of the answer.
        """
        hits = [hit for item in items if item.screening for hit in item.screening.hits]
        self._record(
            at=seen.at,
            kind=question[0],
            question=question[1],
            asked=asked,
            answer=answer_of(hits),
            searched=seen.searched,
            names=tuple(hit.name for hit in hits),
            duration_us=us_since(started),
            specimens=_specimens(hits),
        )
        batch = BatchScreening(
            items=items,
            searched=seen.searched,
            asked=count,
            gaps=seen.gaps,
            duration_us=us_since(started),
        )
        return batch_shown(batch, asked.sight)


def _specimens(hits: Sequence[Hit]) -> int:
    return sum(hit.specimen for hit in hits)


def us_since(started: int) -> int:
    """Return the microseconds since *started*, of `perf_counter_ns`."""
    return (perf_counter_ns() - started) // 1000
