"""Makes feeds of persons ready before a question meets them.

The first look at one loads compiled loops and reads its names in: a tenth of a second
that no officer should wait for.
"""

from contextlib import suppress
from datetime import datetime

from screening.engine.asked_person import typed_person
from screening.engine.asked_traveller import named_in
from screening.errors import ScreeningError
from screening.queries import PersonQuery
from screening.records import Database
from screening.storage.catalog import Catalog
from screening.storage.state import State

_SPECIMEN = PersonQuery(primary="ERIKSSON", secondary="ANNA MARIA")
"""Of Doc 9303: nobody."""


class Readiness:
    """Knows which revisions of persons are ready."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._ready: dict[str, State] = {}

    def make_ready(self, now: datetime) -> None:
        """Look at every revision of persons that was not looked at before.

        One that cannot be read is left for the next question to say so.
        """
        for generation in self._catalog.serving(Database.PERSONS):
            with suppress(ScreeningError), generation.view() as view:
                if self._ready.get(generation.feed) is not view.state:
                    specimen = typed_person(_SPECIMEN, now)
                    named_in(view, specimen, today=now.date().isoformat(), least=1.0)
                    self._ready[generation.feed] = view.state
