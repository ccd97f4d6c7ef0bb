"""Persons as a generation files them, in columns.

Used by the loader only: polars stays out of the processes that answer. A person has
entries of different shape, so each is filed by the scalar code, as vehicles are.
"""

from collections.abc import Iterable

import polars as pl

from screening.index.columns import ENTRY_SCHEMA, LINE, PAIR_SCHEMA, Filed
from screening.index.keys import TAIL, tail
from screening.index.persons.filing import entries, name_parts
from screening.records import PersonRecord
from screening.storage.blocks import line_of

_TAIL = TAIL.encode()


def file_persons(persons: Iterable[tuple[int, PersonRecord]]) -> Filed:
    """Return persons, each with the line it came from, as they are filed."""
    rows, names, references = [], [], []
    for line, record in persons:
        pairs = entries(record)
        keys = [key.partition(_TAIL)[0] for key, _ in pairs]
        rows += [
            (line, line_of(*pair).decode(), key.decode())
            for pair, key in zip(pairs, keys, strict=True)
        ]
        name = tail(*name_parts(record))
        names.append((line, name.encode(), _TAIL.join(keys)))
        references.append(name)
    return Filed(
        entries=pl.DataFrame(rows, schema=ENTRY_SCHEMA, orient="row"),
        intervals=pl.DataFrame(schema=PAIR_SCHEMA),
        names=pl.DataFrame(names, schema={LINE: pl.Int64, **PAIR_SCHEMA}, orient="row"),
        references=pl.Series(references, dtype=pl.String),
    )
