"""Screens manifests: many documents at once, answered sparsely."""

from collections.abc import Callable, Iterator
from datetime import datetime
from time import perf_counter_ns

from screening.engine.asked import either
from screening.engine.passes import Part, Passes
from screening.engine.telling import Telling
from screening.errors import InvalidQuery
from screening.index.batch import (
    LOOK_AT_CLOCK_EVERY,
    Batch,
    Manifest,
    always_in_time,
)
from screening.policy.hits import BATCH_HITS_MAX, answer_of, closest, hit_of
from screening.queries import (
    Asked,
    BatchItem,
    BatchScreening,
    Screening,
)
from screening.records import Database


class Manifests:
    """Screens manifests in passes through the feeds, and has each remembered."""

    def __init__(
        self, passes: Passes, *, telling: Telling, now: Callable[[], datetime]
    ) -> None:
        self._passes = passes
        self._telling = telling
        self._now = now

    def screen(
        self,
        manifest: Manifest,
        asked: Asked,
        in_time: Callable[[], None] = always_in_time,
    ) -> BatchScreening:
        """Return what there is to say, by index: see `Engine.screen_batch`."""
        started = perf_counter_ns()
        today = self._now().date()
        batch = Batch(manifest, found_max=BATCH_HITS_MAX, in_time=in_time)
        for nth, (index, item) in enumerate(manifest.others.items()):
            if nth % LOOK_AT_CLOCK_EVERY == 0:
                in_time()
            try:
                batch.add(index, either(item, today))
            except InvalidQuery as error:
                batch.refuse(index, error)
        seen = self._passes.through(
            Part(Database.DOCUMENTS, batch.look),
            Part(Database.PERSONS, batch.look_for_holders, is_beside=True),
            sight=asked.sight,
        )
        in_time()
        return self._telling.listed(
            ("batch", batch.question()),
            asked,
            seen,
            started,
            items=tuple(_items(batch)),
            count=batch.asked,
        )


def _items(batch: Batch) -> Iterator[BatchItem]:
    """Yield the items that have something to say, by index."""
    for index in sorted(batch.found.keys() | batch.refused.keys()):
        error = batch.refused.get(index)
        if error and index not in batch.found:
            at = getattr(error, "field", "")
            yield BatchItem(index=index, error=str(error), error_field=at)
            continue
        hits = [hit_of(feed, found) for feed, found in batch.found[index]]
        shown = closest(hits, BATCH_HITS_MAX)
        screening = Screening(
            answer=answer_of(hits),
            hits=shown,
            searched=(),
            cut=bool(error) or index in batch.cut or len(shown) < len(hits),
        )
        yield BatchItem(index=index, screening=screening)
