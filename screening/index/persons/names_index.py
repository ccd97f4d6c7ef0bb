"""The names of one generation, as they are searched: segments, and who of each counts.

What a newer segment says of a person holds; the same person in an older one is never
answered. So snapshot and deltas answer alike (law 4).
"""

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from screening.errors import DamagedTable
from screening.index.persons import kernels, kinds
from screening.index.persons.kinds import Room
from screening.index.persons.packing import parts_in
from screening.index.persons.question import PersonSearch
from screening.index.persons.segments import LAYOUT
from screening.index.persons.weights import as_array
from screening.normalize.persons.forms import VERSION
from screening.storage.segments import Segment

WEIGHTS = as_array()
_ROOMS_MAX = 4
"""Rooms kept for the next search: as many as there are processors to search at once."""


class Candidate(NamedTuple):
    """A person whose names were compared, and the best of them."""

    bits: float
    name: bytes
    """Owner ␟ reference."""
    segment: int
    form: int
    """In the segment."""
    asked_form: int


class NamesIndex:
    """All names of one generation at one revision. Safe in many threads."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        """Make *segments* searchable: some milliseconds. Raises `DamagedTable`."""
        for segment in segments:
            _refuse_other_version(segment)
        newer = [_names_said(segment) for segment in segments]
        self.held = [
            _Held(segment, newer[place + 1 :]) for place, segment in enumerate(segments)
        ]

    def candidates(
        self, asked: PersonSearch, *, today: int, least: float
    ) -> list[Candidate]:
        """Return the persons for whom *least* bits or more speak, best first.

        *today* is YYYYMMDD. Ties go by name, so that every copy answers in one order; of
        more namesakes than `kernels.CANDIDATES_MAX` that nothing tells apart, which ones
        are compared is left to the order in which they were filed.
        """
        best: dict[bytes, Candidate] = {}
        for place, held in enumerate(self.held):
            for found in held.search(asked, place, today=today, least=least):
                known = best.get(found.name)
                if known is None or found.bits > known.bits:
                    best[found.name] = found
        return sorted(best.values(), key=lambda found: (-found.bits, found.name))


class _Held:
    """One segment, and who in it counts."""

    def __init__(
        self, segment: Segment, newer: Sequence[npt.NDArray[np.uint64]]
    ) -> None:
        arrays = segment.arrays
        self.arrays = arrays
        self.loops = kinds.Segment(
            parts_in(arrays["part_lines"]),
            kinds.Keys(*(arrays[field] for field in kinds.Keys._fields)),
            kinds.Forms(*(arrays[f"form_{f}"] for f in kinds.Forms._fields)),
            kinds.Postings(*(arrays[f"posting_{f}"] for f in kinds.Postings._fields)),
            kinds.Beside(*(arrays[field] for field in kinds.Beside._fields)),
            kinds.Days(arrays["days"], arrays["day_person"], arrays["person_form"]),
        )
        self.answered = self._counting(newer)
        self._rooms: deque[Room] = deque(maxlen=_ROOMS_MAX)

    def _counting(
        self, newer: Sequence[npt.NDArray[np.uint64]]
    ) -> npt.NDArray[np.int32]:
        """Return the last day of each person, none for those a newer segment speaks of."""
        answered: npt.NDArray[np.int32] = self.arrays["answered"]
        said = [hashes for hashes in newer if len(hashes)]
        if said:
            known, places = self.arrays["name_hash"], self.arrays["name_place"]
            hashes = np.unique(np.concatenate(said))
            first = np.searchsorted(known, hashes, side="left")
            after = np.searchsorted(known, hashes, side="right")
            gone = [places[a:b] for a, b in zip(first, after, strict=True) if a < b]
            if gone:
                answered = answered.copy()
                answered[np.concatenate(gone)] = 0
        answered.setflags(write=False)
        return answered

    def name_of(self, person: int) -> bytes:
        """Return owner ␟ reference of a person."""
        at, text = self.arrays["name_at"], self.arrays["name_text"]
        return bytes(text[at[person] : at[person + 1]])

    def search(
        self, asked: PersonSearch, place: int, *, today: int, least: float
    ) -> Iterator[Candidate]:
        """Yield each person for whom *least* bits speak once, with the best form."""
        room = self._taken_room()
        packed = asked.packed
        count = kernels.search(
            packed.parts,
            packed.form_at,
            packed.tongues,
            asked.known,
            self.loops,
            self.answered,
            today,
            least,
            WEIGHTS,
            room,
        )
        aligned = room.aligned
        total = aligned.total[:count]
        enough = np.flatnonzero(total >= least)
        order = enough[np.argsort(-total[enough], kind="stable")]
        rows = [
            (
                float(total[at]),
                int(aligned.person[at]),
                int(aligned.form[at]),
                int(aligned.asked_form[at]),
            )
            for at in order
        ]
        self._rooms.append(room)
        seen: set[int] = set()
        for bits, person, form, asked_form in rows:
            if person not in seen:
                seen.add(person)
                yield Candidate(bits, self.name_of(person), place, form, asked_form)

    def _taken_room(self) -> Room:
        """Return room that nobody else uses now."""
        with suppress(IndexError):
            return self._rooms.pop()
        forms, nations = self.loops.forms.person, self.loops.beside.nation_codes
        return _room(len(forms), len(nations))


def _refuse_other_version(segment: Segment) -> None:
    held = segment.arrays.get("version")
    if held is None or tuple(held) != (VERSION, LAYOUT):
        reason = (
            "its names were made comparable in another way than ours: load it again"
        )
        raise DamagedTable(path=segment.name, reason=reason)


def _names_said(segment: Segment) -> npt.NDArray[np.uint64]:
    """Return the hashes of all names that a segment says something of."""
    arrays = segment.arrays
    return np.concatenate((arrays["name_hash"], arrays["gone_hash"]))


def _room(forms: int, nations: int) -> Room:
    """Return room to search a segment of so many forms, and nations in codes."""
    similar = kernels.PARTS_MAX * kernels.SIMILAR_MAX

    def zeros(count: int, kind: type[np.generic]) -> Any:  # noqa: ANN401  # any array
        return np.zeros(count, kind)

    return Room(
        kinds.Alike(
            zeros(kernels.SEEN_SLOTS, np.int64),
            zeros(similar, np.int32),
            zeros(similar, np.float32),
            zeros(similar, np.int32),
            zeros(similar, np.int32),
            zeros(2 * kernels.PARTS_MAX * kernels.LIKED_BINS + 1, np.int32),
            zeros(kernels.LOOKED_MAX, np.int32),
            zeros(kernels.KEYS_MAX + 1, np.int64),
            zeros(kernels.PART_CHARS_MAX, np.uint8),
            zeros(kernels.JOINED_MAX * kernels.PART_CHARS_MAX, np.uint8),
            zeros(kernels.JOINED_MAX * kernels.PART_CHARS_MAX, np.uint8),
        ),
        kinds.Reached(
            zeros(forms, np.uint8),
            zeros(forms // 8 + 1, np.uint8),
            zeros(forms // 8 + 1, np.uint8),
            zeros(forms + 1, np.int32),
            zeros(forms + 1, np.int64),
            zeros(forms + 1, np.int32),
            zeros(forms + 1, np.float32),
            zeros(kernels.PARTS_MAX, np.int64),
            zeros(kernels.PARTS_MAX, np.int32),
            zeros(kernels.BINS, np.int32),
        ),
        kernels.worth(nations),
        kinds.Aligned(
            zeros(kernels.ALIGNED_MAX, np.int32),
            zeros(kernels.ALIGNED_MAX, np.int32),
            zeros(kernels.ALIGNED_MAX, np.int32),
            zeros(kernels.ALIGNED_MAX, np.float64),
        ),
        kernels.scratch(),
    )
