"""Screens passenger lists: many travellers at once, answered sparsely, the closest first.

Documents are looked up in columns, as any manifest is; persons one by one, and whoever
asks is let in between to say that time is up.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from time import perf_counter_ns

from screening.engine.ahead import searched_ahead
from screening.engine.asked_traveller import (
    Traveller,
    persons_in,
    read_traveller,
    typed_traveller,
)
from screening.engine.passes import Part, Passes
from screening.engine.telling import Telling
from screening.errors import (
    InvalidQuery,
    LimitExceeded,
    ScreeningError,
    TooManyCandidates,
)
from screening.index.batch import Batch, Manifest, always_in_time
from screening.index.lookup import NOTHING, Found, Looked, Sees
from screening.policy.hits import (
    BATCH_HITS_MAX,
    answer_of,
    closest,
    hits_of,
    left_out,
    nearness,
)
from screening.policy.thresholds import Thresholds
from screening.queries import (
    Answer,
    Asked,
    BatchItem,
    BatchScreening,
    Screening,
    TravellerQuery,
    ZoneQuery,
)
from screening.records import Database
from screening.storage.view import View

LOOK_AT_CLOCK_EVERY = 32
"""Travellers made comparable: a few milliseconds' work."""
_ANSWERS = (Answer.HIT, Answer.POSSIBLE, Answer.NO_RECORD)

TravellerItem = TravellerQuery | ZoneQuery


class Travellers:
    """Screens passenger lists, and has each remembered."""

    def __init__(
        self,
        passes: Passes,
        *,
        telling: Telling,
        now: Callable[[], datetime],
        thresholds: Thresholds,
    ) -> None:
        self._passes = passes
        self._telling = telling
        self._now = now
        self._thresholds = thresholds

    def screen(
        self,
        items: Sequence[TravellerItem],
        asked: Asked,
        in_time: Callable[[], None] = always_in_time,
        *,
        with_persons: bool,
    ) -> BatchScreening:
        """Return what there is to say, the closest first: see `Engine.screen_travellers`.

        Names are not even read unless *with_persons*.
        """
        started = perf_counter_ns()
        listed = _Listed(items, self._thresholds, in_time)
        listed.read(self._now(), with_persons=with_persons)
        seen = self._passes.through(
            Part(Database.DOCUMENTS, listed.batch.look),
            Part(Database.PERSONS, listed.look),
            sight=asked.sight,
        )
        in_time()
        found = tuple(sorted(listed.said(), key=_rank))
        question = [who.question() for who in listed.travellers.values()]
        return self._telling.listed(
            ("travellers", question),
            asked,
            seen,
            started,
            items=found,
            count=len(items),
        )


class _Listed:
    """A passenger list being screened, feed by feed."""

    def __init__(
        self,
        items: Sequence[TravellerItem],
        thresholds: Thresholds,
        in_time: Callable[[], None],
    ) -> None:
        """Take *items* over; they are to be read before anything is looked up."""
        count = len(items)
        columns = Manifest([""] * count, [""] * count, [None] * count, {})
        self.batch = Batch(columns, found_max=BATCH_HITS_MAX, in_time=in_time)
        self.travellers: dict[int, Traveller] = {}
        self._items = items
        self._thresholds = thresholds
        self._in_time = in_time
        self._refused: dict[int, ScreeningError] = {}
        self._looked: dict[int, dict[str, tuple[Sequence[Found], int, bool]]] = {}
        """By item and feed of persons: what was found, left out, and whether all."""

    def read(self, now: datetime, *, with_persons: bool) -> None:
        """Make every item comparable; one that cannot be stops no other."""
        for index, item in enumerate(self._items):
            if index % LOOK_AT_CLOCK_EVERY == 0:
                self._in_time()
            try:
                if isinstance(item, ZoneQuery):
                    who = read_traveller(item, now, with_person=with_persons)
                else:
                    who = typed_traveller(item, now, with_person=with_persons)
            except (InvalidQuery, LimitExceeded) as error:
                self._refused[index] = error
                continue
            self.travellers[index] = who
            if who.document is not None:
                self.batch.add(index, who.document)

    def look(self, view: View, today: str, sees: Sees) -> Looked:
        """Look all travellers up in one view of persons; what is found is kept by item.

        Looking at a feed again, because the first time failed, begins anew.
        """
        persons = [who.person for who in self.travellers.values()]
        least = self._thresholds.possible
        with searched_ahead(view, persons, today=today, least=least) as named:
            for (index, who), each in zip(self.travellers.items(), named, strict=True):
                self._in_time()
                try:
                    looked = persons_in(
                        view,
                        who,
                        each,
                        today=today,
                        maximum=BATCH_HITS_MAX,
                        sees=sees,
                    )
                except TooManyCandidates as error:
                    self._refused[index] = error
                    continue
                self._keep(index, view.state.feed, who, looked)
        return NOTHING

    def _keep(self, index: int, feed: str, who: Traveller, looked: Looked) -> None:
        excluded = who.person.excluded if who.person else ()
        found, left = left_out(feed, looked.found, excluded)
        self._looked.setdefault(index, {})[feed] = found, left, looked.cut

    def said(self) -> Iterator[BatchItem]:
        """Yield the items that have something to say, by index."""
        for index in range(len(self._items)):
            item = self._of(index)
            if item is not None:
                yield item

    def _of(self, index: int) -> BatchItem | None:
        """Return what there is to say of one item, None where that is nothing."""
        error = self._refused.get(index) or self.batch.refused.get(index)
        looked = self._looked.get(index, {}).items()
        found = [(feed, [one]) for feed, one in self.batch.found.get(index, ())]
        found += [(feed, list(persons)) for feed, (persons, _, _) in looked]
        hits = [
            hit for feed, some in found for hit in hits_of(feed, some, self._thresholds)
        ]
        if error and not hits:
            at = getattr(error, "field", "")
            return BatchItem(index=index, error=str(error), error_field=at)
        who = self.travellers[index]
        shown = closest(hits, BATCH_HITS_MAX)
        is_cut = index in self.batch.cut or any(cut for _, (_, _, cut) in looked)
        excluded = sum(left for _, (_, left, _) in looked)
        if not (shown or who.gaps or who.notes or excluded):
            return None
        screening = Screening(
            answer=answer_of(hits),
            hits=shown,
            searched=(),
            cut=bool(error) or is_cut or len(shown) < len(hits),
            gaps=who.gaps,
            notes=who.notes,
            excluded=excluded,
        )
        return BatchItem(index=index, screening=screening)


def _rank(item: BatchItem) -> tuple[object, ...]:
    """Return what items are ordered by: the closest first, errors last."""
    found = item.screening
    if found is None:
        return len(_ANSWERS), item.index
    best = nearness(found.hits[0]) if found.hits else ()
    return _ANSWERS.index(found.answer), best, item.index
