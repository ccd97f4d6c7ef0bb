"""The list that is searched: one record for each pair, and distractors, loaded for real."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import msgspec

from bench.names.rows import Pair, Person
from screening.engine import Engine, utc_now
from screening.feeds.delivery import LoadOptions
from screening.index.keys import tail
from screening.opening import open_engine
from screening.records import Database
from screening.storage.generation import Generation

_OWNER, _FEED = "UTO", "bench-names"
_ALL_MAY_BE_BAD = LoadOptions(max_bad_percent=100)
"""A name of which nothing can be compared is a row not found, not the end of the run."""
_NAME_CHARS_MAX = 300
_MIB = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A list of persons that is open for questions."""

    engine: Engine
    generation: Generation
    build_s: float
    """From the delivered file to published."""
    index_mib: float


def name_of(number: int) -> bytes:
    """Return what the index calls the record of the pair of that *number*."""
    return tail(_OWNER, _reference(number)).encode()


@contextmanager
def listed_pairs(pairs: Sequence[Pair], *, persons: int) -> Iterator[Listed]:
    """Give the list of who is listed in *pairs*, and as many synthetic *persons*."""
    lines = (_line(number, pair.listed) for number, pair in enumerate(pairs))
    with listed(lines, persons=persons) as found:
        yield found


@contextmanager
def listed(lines: Iterable[bytes], *, persons: int) -> Iterator[Listed]:
    """Give the list of *lines* (JSON) and synthetic *persons*; it is removed afterwards."""
    from screening.feeds import snapshot  # it brings polars

    with TemporaryDirectory(prefix="screening-names-") as folder:
        file, data = Path(folder, "persons.jsonl"), Path(folder, "data")
        with file.open("wb") as out:
            out.writelines(line + b"\n" for line in lines)
            out.writelines(_distractors(persons))
        started = perf_counter()
        snapshot.load(
            file,
            data=data,
            feed=_FEED,
            database=Database.PERSONS,
            options=_ALL_MAY_BE_BAD,
            now=utc_now,
        )
        build_s = perf_counter() - started
        with open_engine(data) as engine:
            (generation,) = engine.catalog.serving(Database.PERSONS)
            yield Listed(
                engine=engine,
                generation=generation,
                build_s=build_s,
                index_mib=size_mib(generation.folder),
            )


def size_mib(folder: Path) -> float:
    """Return what the files of *folder* take."""
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()) / _MIB


def _distractors(persons: int) -> Iterator[bytes]:
    from tools.synthetic.make import Wish, texts

    if persons:
        yield from texts(
            Wish(database=Database.PERSONS, records=persons, layout="jsonl")
        )


def _reference(number: int) -> str:
    return f"pair-{number}"


def _line(number: int, person: Person) -> bytes:
    record: dict[str, object] = {
        "record_id": _reference(number),
        "owner": _OWNER,
        "notice": "blue",
        "names": [{"full": _printable(person.name)}],
    }
    if person.birth_date:
        record["births"] = [{"date": person.birth_date}]
    if person.sex:
        record["sex"] = person.sex
    if person.nationality:
        record["nationalities"] = [person.nationality]
    return msgspec.json.encode(record)


def _printable(name: str) -> str:
    """Return *name* without what a feed may not hold."""
    return "".join(c if c.isprintable() else " " for c in name)[:_NAME_CHARS_MAX]
