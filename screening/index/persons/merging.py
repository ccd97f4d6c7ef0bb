"""Small segments are merged into the next one, so that there are never many.

Each search looks through all segments. A new one takes in those before it that are not
more than twice its size, over and over: so each is more than twice as large as the next,
and a million persons changed one by one are in some twenty.
"""

from collections.abc import Iterator
from itertools import pairwise

from screening.index.persons.named import person_named
from screening.index.persons.segments import SegmentBuilder
from screening.storage.segments import Segment
from screening.storage.view import View

TIMES = 2


def absorb(builder: SegmentBuilder, view: View) -> int:
    """Put what the last segments of *view* say into *builder*, where that is worth it.

    Returns how many of them *builder* now stands for. What it said already holds.
    """
    absorbed = 0
    for segment in reversed(view.segments):
        if names_count(segment) > TIMES * len(builder):
            break
        for name in names_in(segment):
            if name not in builder:
                _say(builder, view, name)
        absorbed += 1
    return absorbed


def _say(builder: SegmentBuilder, view: View, name: bytes) -> None:
    record = person_named(view, name.decode())
    if record is None:
        builder.forget(name)
    else:
        builder.add(record)


def names_count(segment: Segment) -> int:
    """Return how many names `names_in` yields."""
    return len(segment.arrays["name_hash"]) + len(segment.arrays["gone_hash"])


def names_in(segment: Segment) -> Iterator[bytes]:
    """Yield the names of all persons of whom a segment says something, perhaps twice."""
    for kind in ("name", "gone"):
        text = segment.arrays[f"{kind}_text"].tobytes()
        at = segment.arrays[f"{kind}_at"].tolist()
        yield from (text[a:b] for a, b in pairwise(at))
