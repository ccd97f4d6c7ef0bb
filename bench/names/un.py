"""The UN's list, asked for by the zones that documents of the listed would have.

For each individual and each format of zones: the first name as it would be printed, and
damaged in each of several ways; with birth date, sex and nationality as far as the list
has them, for that is what a zone has.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import numpy as np

from bench.names.rows import ALL, Pair, Share
from bench.persons_asked import zone_query
from screening.feeds.formats.around import Around
from screening.feeds.formats.un_consolidated import source
from screening.feeds.person_rows import ReadPerson
from screening.index.keys import tail
from screening.queries import PersonQuery
from tools.synthetic.names.parts import Draw, draws
from tools.synthetic.travellers import DAMAGE, damaged, listed_traveller
from tools.synthetic.zones import CUTS, NAME_WIDTHS

_SEED = 1


def un_lines(file: Path) -> list[bytes]:
    """Return the individuals of the list in *file* as lines of a feed."""
    today = datetime.now(UTC).date().isoformat()
    with TemporaryDirectory() as scratch, file.open("rb") as content:
        around = Around(file=file, scratch=Path(scratch), today=today)
        return [
            msgspec.json.encode(read.row)
            for read in source(iter(lambda: content.read(1 << 16), b""), around).rows()
            if isinstance(read, ReadPerson)
        ]


def un_pairs(lines: Sequence[bytes], share: Share = ALL) -> list[Pair]:
    """Return what is asked of *lines*: each individual in each format and damage."""
    draw = draws(np.random.default_rng(_SEED))
    return [
        pair
        for number, line in enumerate(lines)
        for pair in _pairs(number, line, draw)
        if share.takes(pair.key)
    ]


def _pairs(number: int, line: bytes, draw: Draw) -> Iterator[Pair]:
    record = msgspec.json.decode(line)
    reference, name = record["record_id"], record["names"][0]
    whole = listed_traveller(record)
    ways = list(CUTS)
    for how in DAMAGE:
        shown = damaged(whole, how, draw)
        if how != "as printed" and shown == whole:
            continue  # a name of one part, which cannot be swapped or lose one
        for kind in NAME_WIDTHS:
            asked = zone_query(shown.zone(kind, cut=ways[number % len(ways)]))
            if asked is not None:
                yield Pair(
                    key=f"{reference} {kind} {how}",
                    category=f"{kind}: {how}",
                    asked=asked,
                    record=tail(record["owner"], reference).encode(),
                    listed=PersonQuery(full=name["full"]),
                    match=True,
                )
