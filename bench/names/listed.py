"""The list that is searched: records and distractors, loaded as an operator would."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from screening.engine import Engine, utc_now
from screening.feeds.delivery import LoadOptions
from screening.opening import open_engine
from screening.records import Database
from screening.storage.generation import Generation

_FEED = "bench-names"
_ALL_MAY_BE_BAD = LoadOptions(max_bad_percent=100)
"""A name of which nothing can be compared is a row not found, not the end of the run."""
_MIB = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A list of persons that is open for questions."""

    engine: Engine
    generation: Generation
    build_s: float
    """From the delivered file to published."""
    index_mib: float


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
