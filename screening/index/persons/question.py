"""What is asked about a person, made comparable."""

from msgspec import Struct

from screening.errors import InvalidQuery
from screening.index.persons.kinds import Known
from screening.index.persons.packing import (
    SEXES,
    Packed,
    date_range,
    nation_number,
    of_numbers,
    packed,
    place_numbers,
)
from screening.index.persons.relations import related_nations
from screening.normalize.dates import is_partial_date
from screening.normalize.persons.forms import Form, forms
from screening.normalize.states import issuing_state
from screening.queries import PersonQuery


class PersonSearch(Struct, frozen=True):
    """A question about a person, made comparable."""

    query: PersonQuery
    forms: tuple[Form, ...]
    packed: Packed
    known: Known

    def question(self) -> tuple[str, str, str, str, str]:
        """Return what is asked, for the journal."""
        query = self.query
        name = query.full or f"{query.primary or ''}<<{query.secondary or ''}"
        born, nationality = query.birth_date or "", query.nationality or ""
        return name, born, nationality, query.sex or "", query.birth_place or ""


def person_search(query: PersonQuery) -> PersonSearch:
    """Return *query* made comparable, or raise `InvalidQuery`."""
    field = "full" if query.full else "primary"
    found = forms(
        full=query.full,
        primary=query.primary,
        secondary=query.secondary,
        from_zone=query.from_zone,
        truncated=query.name_truncated,
    )
    if not found:
        raise InvalidQuery(
            field=field,
            reason="there is no letter in it that can be compared",
            cure="give the name as it is printed, in any script",
        )
    born_from, born_to = _born(query.birth_date)
    nation = issuing_state(query.nationality or "")
    known = Known(
        born_from,
        born_to,
        nation_number(nation),
        of_numbers([nation_number(other) for other in related_nations(nation)]),
        _sex(query.sex),
        of_numbers(place_numbers(query.birth_place)),
    )
    return PersonSearch(query, found, packed(found), known)


def _born(text: str | None) -> tuple[int, int]:
    if not text:
        return 0, 0
    if not is_partial_date(text):
        raise InvalidQuery(
            field="birth_date",
            reason="is no date",
            cure="write it as 1974-08-12, 1974-08 or 1974",
        )
    return date_range(text)


def _sex(text: str | None) -> int:
    if not text:
        return 0
    if text not in SEXES:
        raise InvalidQuery(
            field="sex", reason="is none of M, F, X", cure="leave it empty"
        )
    return SEXES[text]
