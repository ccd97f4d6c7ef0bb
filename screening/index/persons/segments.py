"""What a segment holds of persons: their names as parts, and what is known beside them.

Every distinct part of a name is in a vocabulary once, sorted by its text. A form is one
reading of one name: a row of parts. From a part, postings lead to the forms that have it;
from a key (a text without a letter, a sound), to the parts that are like it; from a day,
to the persons born on it. Numbers stand for texts; a person is a place in the segment.

Arrays that part others (`…_at`) have one number more than there are things: thing i has
what lies from [i] up to [i + 1].
"""

from array import array
from collections.abc import Iterable
from itertools import starmap
from typing import Any

import numpy as np
import numpy.typing as npt
from xxhash import xxh3_64_intdigest

from screening.index.keys import tail
from screening.index.persons import kernels, kinds
from screening.index.persons.filing import name_parts
from screening.index.persons.packing import (
    SEXES,
    birth_range,
    date_range,
    marks_of,
    nation_number,
    of_bytes,
    part_line,
    parts_of,
    place_numbers,
    tongue_of,
)
from screening.normalize.persons.forms import VERSION, Form, forms
from screening.normalize.states import issuing_state
from screening.records import NameKind, NoticeState, PersonName, PersonRecord
from screening.storage.segments import Arrays

LAYOUT = 2
"""Of these arrays; a reader refuses any other."""
ALWAYS = 99_991_231
"""The last day on which a record without a review date is answered."""
NEVER = 0
_YEAR, _FIRST_DAY, _MONTH, _NONE = 1130, 101, 30, -1
"""As days are written, YYYYMMDD: from the first day of a year, or of a month, to its last."""
_BUCKET_KEYS = 4
"""Keys in one bucket, about."""
_UNANSWERED = (NoticeState.DRAFT, NoticeState.CANCELLED)
_VOCABULARY_MARKS = (
    kernels.PARTICLE
    | kernels.LINK
    | kernels.TITLE
    | kernels.CONSONANTS
    | kernels.SYLLABLES
)
"""Marks that belong to a part wherever it stands; the others belong to the place."""


class SegmentBuilder:
    """Takes persons in, and makes one segment of them. The last of a name counts."""

    def __init__(self) -> None:
        self._vocabulary: dict[tuple[str, str, int], int] = {}
        self._persons: dict[bytes, int] = {}
        """Of each name, the place of the last person who bore it, -1 for withdrawn."""
        self._names: list[bytes] = []
        self._forms = _Rows(parts="i", marks="i")
        self._form_person, self._form_kind = array("i"), array("B")
        self._form_name, self._form_tongue = array("i"), array("i")
        self._births = _Rows(begin="i", end="i", about="B")
        self._nations, self._places = _Rows(codes="i"), _Rows(words="i")
        self._sex, self._answered = array("B"), array("i")

    def __len__(self) -> int:
        """Return how many names of persons it says something of."""
        return len(self._persons)

    def __contains__(self, name: bytes) -> bool:
        """Return whether it says something of the person of that *name*."""
        return name in self._persons

    def add(self, record: PersonRecord) -> None:
        """Take *record* in, in place of one of the same name."""
        name = tail(*name_parts(record)).encode()
        place = len(self._names)
        self._forget(name)
        self._persons[name] = place
        self._names.append(name)
        for which, form in _forms_of(record):
            marks = marks_of(form)
            self._forms.add(map(self._part, form.parts), marks)
            self._form_person.append(place)
            self._form_kind.append(_kind_of(record.names[which]))
            self._form_name.append(which)
            self._form_tongue.append(tongue_of(form))
        births = [(*birth_range(birth), birth.about) for birth in record.births]
        self._births.add(*zip(*(b for b in births if b[0]), strict=True))
        self._nations.add(
            nation_number(code)
            for code in dict.fromkeys(map(issuing_state, record.nationalities))
            if code
        )
        self._places.add(place_numbers(record.birth_place))
        self._sex.append(SEXES.get(record.sex or "", 0))
        self._answered.append(_answered_until(record))

    def withdraw(self, *, owner: str, record_id: str) -> None:
        """Say that there is no record of that name any more."""
        self.forget(tail(issuing_state(owner), record_id).encode())

    def forget(self, name: bytes) -> None:
        """Say that there is no record of that *name* (owner ␟ reference) any more."""
        self._forget(name)
        self._persons[name] = -1

    def _forget(self, name: bytes) -> None:
        before = self._persons.get(name, -1)
        if before >= 0:
            self._answered[before] = NEVER

    def _part(self, part: Any) -> int:  # noqa: ANN401  # a Part
        key = (part.text, part.sound, part.marks & _VOCABULARY_MARKS)
        return self._vocabulary.setdefault(key, len(self._vocabulary))

    def arrays(self) -> Arrays:
        """Return the segment; see the top of this page, and `kinds.Segment`."""
        parts, rank = self._sorted_vocabulary()
        form_parts = rank[self._forms.column("parts")]
        bucket_at, filed = _keys_of(parts)
        posting_at, postings = _postings(form_parts, self._forms.at(), len(rank))
        days, day_person = self._days()
        person = _as_numpy(self._form_person)
        nation_codes, codes = self._codes()
        gone = [name for name, place in self._persons.items() if place < 0]
        hashes = np.array([xxh3_64_intdigest(name) for name in self._names], np.uint64)
        order = np.argsort(hashes, kind="stable").astype(np.int32)
        return {
            "part_lines": parts.lines,
            "bucket_at": bucket_at,
            "filed": filed,
            "initials": parts.lines[:: kernels.LINE].copy(),
            "form_at": self._forms.at(),
            "form_parts": form_parts,
            "form_marks": self._forms.column("marks"),
            "form_person": person,
            "form_kind": _as_numpy(self._form_kind),
            "form_tongue": _as_numpy(self._form_tongue),
            "form_code": codes[person],
            "form_name": _as_numpy(self._form_name),
            "posting_at": posting_at,
            "posting_entries": postings
            | codes[person][postings].astype(np.int64) << kernels.FORM_BITS,
            "person_form": _starts(person, len(self._names)),
            "birth_at": self._births.at(),
            "birth_from": self._births.column("begin"),
            "birth_to": self._births.column("end"),
            "birth_about": self._births.column("about"),
            "nation_at": self._nations.at(),
            "nations": self._nations.column("codes"),
            "nation_codes": nation_codes,
            "sex": _as_numpy(self._sex),
            "place_at": self._places.at(),
            "places": self._places.column("words"),
            "answered": _as_numpy(self._answered),
            "days": days,
            "day_person": day_person,
            "name_text": of_bytes(b"".join(self._names)),
            "name_at": _ends(map(len, self._names)),
            "name_hash": hashes[order],
            "name_place": order,
            "gone_text": of_bytes(b"".join(gone)),
            "gone_at": _ends(map(len, gone)),
            "gone_hash": np.array([xxh3_64_intdigest(n) for n in gone], np.uint64),
            "version": np.array([VERSION, LAYOUT], np.int32),
        }

    def _sorted_vocabulary(self) -> tuple[kinds.Parts, npt.NDArray[np.int32]]:
        """Return all parts sorted by text, and the new place of each."""
        held = sorted(self._vocabulary.items())
        rank = np.empty(len(held), np.int32)
        places = np.array([place for _, place in held], np.intp)
        rank[places] = np.arange(len(held), dtype=np.int32)
        return parts_of(b"".join(starmap(part_line, (key for key, _ in held)))), rank

    def _codes(self) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.uint32]]:
        """Return the nations that have a number, and the code of each person.

        Day of birth in 16 bits, sex in 2, nation in 14: see `kernels.DAY_VAGUE` and what
        stands beside it.
        """
        known, nations = np.unique(self._nations.column("codes"), return_inverse=True)
        known = known[: kernels.NATIONS_MAX - kernels.NATIONS_FIRST].astype(np.int32)
        numbers = np.where(
            nations < len(known), nations + kernels.NATIONS_FIRST, kernels.SEVERAL
        )
        nation = _only(self._nations.at(), numbers, several=kernels.SEVERAL)
        columns = map(self._births.column, ("begin", "end", "about"))
        born = _only(
            self._births.at(), _birth_numbers(*columns), several=kernels.DAY_VAGUE
        )
        sex = _as_numpy(self._sex).astype(np.uint32)
        return known, (born | sex << 16 | nation << 18).astype(np.uint32)

    def _days(self) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        """Return the exact days of birth, sorted, and who was born on each."""
        begin, end = self._births.column("begin"), self._births.column("end")
        counts = np.diff(self._births.at())
        person = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
        exact = begin == end
        order = np.argsort(begin[exact], kind="stable")
        return begin[exact][order], person[exact][order]


class _Rows:
    """Rows of some numbers each, one behind the other, in columns."""

    def __init__(self, **types: str) -> None:
        self._columns = {name: array(kind) for name, kind in types.items()}
        self._at = array("i", [0])

    def add(self, *columns: Iterable[int]) -> None:
        """Add one row: what it has in each column; nothing at all is an empty row."""
        for column, values in zip(self._columns.values(), columns, strict=False):
            column.extend(values)
        self._at.append(len(next(iter(self._columns.values()))))

    def at(self) -> npt.NDArray[np.int32]:
        """Return where each row begins, and where the last one ends."""
        return _as_numpy(self._at)

    def column(self, name: str) -> npt.NDArray[Any]:
        """Return all numbers of a column."""
        return _as_numpy(self._columns[name])


def _forms_of(record: PersonRecord) -> Iterable[tuple[int, Form]]:
    """Yield the forms of a person's names, each with the place of its name."""
    known: set[tuple[Any, ...]] = set()
    for which, name in enumerate(record.names):
        weak = name.kind is NameKind.WEAK_ALIAS
        for form in forms(
            full=name.full, primary=name.primary, secondary=name.secondary
        ):
            if (form.parts, weak) in known:
                continue
            known.add((form.parts, weak))
            yield which, form


def _kind_of(name: PersonName) -> int:
    return kernels.WEAK if name.kind is NameKind.WEAK_ALIAS else 0


def _answered_until(record: PersonRecord) -> int:
    """Return the last day on which *record* is answered, YYYYMMDD."""
    if record.state in _UNANSWERED:
        return NEVER
    if record.review_date is None:
        return ALWAYS
    return date_range(record.review_date)[1] or ALWAYS


def _keys_of(parts: kinds.Parts) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64]]:
    """Return where buckets of similarity keys begin, and the keys, sorted, with their parts."""
    held = len(parts.lines) // kernels.LINE
    letters = np.zeros(kernels.PART_CHARS_MAX, np.uint8)
    room = np.zeros(kernels.KEYS_MAX + 1, np.int64)
    count = kernels.all_keys(parts, held, letters, room, np.zeros(0, np.int64))
    filed = np.empty(count, np.int64)
    kernels.all_keys(parts, held, letters, room, filed)
    filed.sort()
    bits = max(int(count // _BUCKET_KEYS).bit_length(), 1)
    bounds = np.arange((1 << bits) + 1, dtype=np.int64) << (kernels.KEY_BITS - bits)
    return np.searchsorted(filed, bounds << 32).astype(np.int32), filed


def _birth_numbers(
    begin: npt.NDArray[np.int32],
    end: npt.NDArray[np.int32],
    about: npt.NDArray[np.uint8],
) -> npt.NDArray[np.int64]:
    """Return the number that each birth has in a code; vague where it has none.

    Days, years and months have, where they are exact: see `kernels.DAY_FIRST`.
    """
    year, month, day = begin // 10_000, begin // 100 % 100, begin % 100
    days = end - begin
    place = np.select(
        [days == 0, (days == _YEAR) & (begin % 10_000 == _FIRST_DAY), days == _MONTH],
        [
            (month - 1) * kernels.MONTH_DAYS + day - 1,
            np.full(len(begin), kernels.YEAR_DAYS),
            np.where(day == 1, kernels.YEAR_DAYS + month, _NONE),
        ],
        _NONE,
    )
    row = year.astype(np.int64) - kernels.YEAR_FIRST
    number = row * kernels.YEAR_NUMBERS + kernels.DAY_FIRST + place
    has_one = (place != _NONE) & (row >= 0) & (row < kernels.YEARS - 2) & (about == 0)
    return np.where(has_one, number, kernels.DAY_VAGUE)


def _postings(
    form_parts: npt.NDArray[np.int32], form_at: npt.NDArray[np.int32], parts: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """Return where the postings of each part begin, and the forms that have it."""
    forms_of = np.repeat(np.arange(len(form_at) - 1, dtype=np.int32), np.diff(form_at))
    order = np.argsort(form_parts, kind="stable")
    counts = np.bincount(form_parts, minlength=parts)
    return _ends(counts, np.int64), forms_of[order]


def _only(
    at: npt.NDArray[np.int32], values: npt.NDArray[np.int64], *, several: int
) -> npt.NDArray[np.uint32]:
    """Return the only value of each row, 0 where there is none, *several* for more."""
    counts = np.diff(at)
    found = np.where(counts > 1, several, 0).astype(np.uint32)
    found[counts == 1] = values[at[:-1][counts == 1]]
    return found


def _starts(sorted_places: npt.NDArray[np.int32], count: int) -> npt.NDArray[np.int32]:
    """Return where each of *count* things begins among places in ascending order."""
    return np.searchsorted(sorted_places, np.arange(count + 1)).astype(np.int32)


def _ends(
    lengths: Iterable[int], kind: type[np.signedinteger[Any]] = np.int32
) -> npt.NDArray[Any]:
    """Return 0, and where each thing of these *lengths* ends."""
    return np.concatenate(([0], np.cumsum(list(lengths), dtype=np.int64))).astype(kind)


def _as_numpy(held: "array[Any]") -> npt.NDArray[Any]:
    return np.array(held, dtype=np.dtype(held.typecode))
