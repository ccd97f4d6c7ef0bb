"""A delta that follows a delivered feed of persons: objects, so lines and no columns."""

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from screening.feeds.columns import OP, PUT, WITHDRAW
from screening.feeds.files import file_format, opened
from screening.feeds.person_lines import PersonLines
from screening.feeds.person_rows import ReadPerson
from screening.feeds.person_rules import Faulty, PersonRules
from tools.synthetic.delta import (
    ANY_DAY,
    CHANGED_SHARE,
    HELD_FOR_EACH_CHANGE,
    NEW_SHARE,
    new_records,
)
from tools.synthetic.make import Wish, texts

_NAMING = ("record_id", "owner")
Row = dict[str, Any]


def person_delta(
    wish: Wish, of: Path, *, of_delta: bool, changes: int, revision: int
) -> list[bytes]:
    """Return *changes* lines with `op`, in an order that the seed decides.

    Records to change are those of the file *of*; of a delta, those that it put.
    """
    rng = np.random.default_rng([wish.seed, revision])
    held = list(islice(_good(of, delta=of_delta), changes * HELD_FOR_EACH_CHANGE))
    touched = min(changes - int(changes * NEW_SHARE), len(held))
    picked = [held[i] for i in np.sort(rng.choice(len(held), touched, replace=False))]
    changed = min(int(changes * CHANGED_SHARE), touched)
    new = b"".join(texts(new_records(wish, changes - touched, revision))).splitlines()
    remark = f"changed in revision {revision}"
    rows = [
        *({OP: PUT, **json.loads(line)} for line in new),
        *({OP: PUT, **row, "remarks": remark} for row in picked[:changed]),
        *({OP: WITHDRAW, **_named(row)} for row in picked[changed:]),
    ]
    lines = [json.dumps(row, ensure_ascii=False).encode() for row in rows]
    return [lines[i] + b"\n" for i in rng.permutation(len(lines))]


def _good(path: Path, *, delta: bool) -> Iterator[Row]:
    """Yield the good rows of the feed in *path*; of a delta, those that it puts."""
    rules = PersonRules(delta=delta, today=ANY_DAY.date().isoformat())
    with opened(path) as delivered:
        _, compression = file_format(path)
        for read in PersonLines(delivered.content(compression), delta=delta).rows():
            if isinstance(read, ReadPerson) and _goes_in(read, rules):
                row: Row = json.loads(read.text)
                row.pop(OP, None)
                yield row


def _goes_in(read: ReadPerson, rules: PersonRules) -> bool:
    try:
        return rules.judged(read).record is not None
    except Faulty:
        return False


def _named(row: Row) -> Row:
    return {name: row[name] for name in _NAMING}
