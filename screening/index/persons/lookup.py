"""Finds persons in one view of a generation: by name, and by the documents tied to them."""

from collections.abc import Sequence

from screening.errors import DamagedTable
from screening.index.document_search import Verdict
from screening.index.lookup import Found, Looked, Sees, sees_all
from screening.index.persons.explain import explained
from screening.index.persons.named import person_named
from screening.index.persons.names_index import Candidate, NamesIndex
from screening.index.persons.question import PersonSearch, person_search
from screening.index.persons.weights import bits_of, score
from screening.queries import Match
from screening.records import PersonRecord
from screening.storage.view import View

__all__ = ["Candidate", "candidates", "find_persons", "person_search", "scores"]

_SCORE_DIGITS = 4
NAME = "name"


def candidates(
    view: View, asked: PersonSearch, *, today: str, least: float
) -> list[Candidate]:
    """Return the persons whose score is *least* or more, best first; *today* is ISO 8601.

    Once the view is prepared, this may be asked on any thread.
    """
    index = view.prepared(NamesIndex)
    return index.candidates(asked, today=day_number(today), least=bits_of(least))


def find_persons(
    view: View,
    asked: PersonSearch,
    found: Sequence[Candidate],
    *,
    maximum: int,
    sees: Sees = sees_all,
) -> Looked:
    """Return what *view* holds of the persons *found* that are seen, best first.

    At most *maximum*: that there are more is said (`cut`).
    """
    index = view.prepared(NamesIndex)
    if sees is not sees_all:
        found = [each for each in found if sees(_record(view, each))]
    return Looked(
        tuple([_found(view, index, asked, each) for each in found[:maximum]]),
        len(found) > maximum,
    )


def scores(view: View, asked: PersonSearch, *, today: int) -> dict[bytes, float]:
    """Return the score of every person compared, by owner ␟ reference."""
    index = view.prepared(NamesIndex)
    found = index.candidates(asked, today=today, least=-1e9)
    return {each.name: score(each.bits) for each in found}


def day_number(day: str) -> int:
    """Return a day (ISO 8601) as YYYYMMDD."""
    return int(day.replace("-", ""))


def _found(
    view: View, index: NamesIndex, asked: PersonSearch, candidate: Candidate
) -> Found:
    record = _record(view, candidate)
    why = explained(index, asked, candidate, record)
    how_sure = round(score(candidate.bits), _SCORE_DIGITS)
    return Found(record, Verdict(Match.NAME, NAME, (), how_sure, why))


def _record(view: View, candidate: Candidate) -> PersonRecord:
    record = person_named(view, candidate.name.decode())
    if record is None:
        raise DamagedTable(path="table", reason="a person with names has no record")
    return record
