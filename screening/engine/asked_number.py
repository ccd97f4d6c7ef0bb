"""From a number without its State to what is looked up: under every State there is.

For the second line, where somebody has a number and no document in hand. Each State is a
question of its own to the filter, a microsecond; what is found is possible only.
"""

from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from screening.errors import InvalidQuery
from screening.index.document_search import Search, search
from screening.index.lookup import NOTHING, Looked, Sees, find_documents
from screening.normalize.state_codes import CANONICAL
from screening.queries import DocumentQuery, Entry, Match
from screening.storage.view import View

STATES: Final = tuple(sorted(set(CANONICAL.values())))
"""All issuers of Doc 9303-3 and ISO 3166, folded."""
ANY_STATE_NOTE: Final = (
    f"issuing_state: looked up under each of the {len(STATES)} that are known"
)


class AnyState(Struct, frozen=True):
    """A number made comparable, under every State."""

    searches: tuple[Search, ...]

    def question(self) -> tuple[str, str, str, str, str]:
        """Return what is asked, for the journal: no State."""
        number, _, kind, serial, entry = self.searches[0].question()
        return number, "", kind, serial, entry

    def look(self, view: View, today: str, sees: Sees) -> Looked:
        """Look in one view of documents."""
        looked = NOTHING
        for each in self.searches:
            found = find_documents(view, each, today=today, sees=sees)
            looked = looked.and_also(found)
        return _possible_only(looked)

    def look_for_holders(self, view: View, today: str, sees: Sees) -> Looked:
        """Look for persons to whom such a document is tied, in one view of persons."""
        # Its compiled loops take a second to come: only who holds persons waits for it.
        from screening.index.persons.tied import find_tied  # noqa: PLC0415

        looked = NOTHING
        for each in self.searches:
            looked = looked.and_also(find_tied(view, each, today=today, sees=sees))
        return _possible_only(looked)


def any_state(query: DocumentQuery) -> AnyState:
    """Return *query*, which names no State, made comparable, or raise `InvalidQuery`.

    Look-alikes are not looked for: of every State there would be thousands.
    """
    if query.issuing_state:
        raise InvalidQuery(
            field="issuing_state",
            reason="is given, and any_state as well",
            cure="give one of the two",
        )
    first = search(replace(query, issuing_state=STATES[0], entry=Entry.READ))
    return AnyState(tuple(replace(first, state=state) for state in STATES))


def _possible_only(looked: Looked) -> Looked:
    """Return what was found as what it is: somebody's document of that number."""
    if looked is NOTHING:
        return looked
    found = tuple(
        each._replace(verdict=each.verdict._replace(match=Match.STATE_UNKNOWN))
        for each in looked.found
    )
    return looked._replace(found=found)
