"""What questions about persons are measured on: a feed of them, loaded beside documents.

Two of the persons have 4 and 80 names, and nobody else's: which of them is asked about
must make no difference.
"""

import json
import shutil
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import Any, Final

import numpy as np

from bench import ground as grounds
from bench.ground import Ground, Loaded
from screening.feeds.manifest import manifest_path
from screening.records import Database
from screening.storage.catalog import Catalog

PERSONS_MAX: Final = 1_000_000
"""Three times as many names: no list is known that has more."""
FEED: Final = "bench-persons"
ALIASES: Final = (4, 80)
_LOADED = "persons-loaded.json"
_SEED = 4
_NAME = "Zerolvad Kizambiro Dathumelin Porgeshavi"
"""Nobody's, and like nobody's."""
_LIKE = dict(zip("aeiou", "eaeuo", strict=True))
_VOWELS = [at for at, letter in enumerate(_NAME) if letter in _LIKE]
_OTHERWISE = 3


def persons_of(ground: Ground) -> int:
    """Return how many persons the feed has."""
    return min(ground.records, PERSONS_MAX)


def persons_feed(ground: Ground) -> Path:
    """Return a feed of persons with its manifest."""
    file = ground.folder / f"persons-{persons_of(ground)}.jsonl"
    if not manifest_path(file).exists():  # it is written last
        _make(file, persons_of(ground))
    return file


def persons_data(ground: Ground) -> Path:
    """Return a data folder that serves persons, and documents beside them."""
    persons_loaded(ground)
    return _data_folder(ground)


def persons_loaded(ground: Ground) -> Loaded:
    """Return what loading the persons of `persons_data` came to, whenever that was."""
    data = _data_folder(ground)
    kept = data / _LOADED
    if not (kept.exists() and Catalog(data).serving(Database.PERSONS)):
        shutil.rmtree(data, ignore_errors=True)
        grounds.load(ground.feed(records=persons_of(ground)), data)
        found = grounds.load(persons_feed(ground), data)
        kept.write_text(json.dumps(asdict(found)))
    return Loaded(**json.loads(kept.read_text()))


def persons_folder(data: Path) -> Path:
    """Return the folder of the generation of persons that *data* serves."""
    (generation,) = Catalog(data).serving(Database.PERSONS)
    return generation.folder


def with_aliases(count: int) -> dict[str, Any]:
    """Return a person who has *count* names, all ways of writing one."""
    return {
        "record_id": f"ALIASES-{count}",
        "owner": "UTO",
        "notice": "red",
        "names": [
            {"kind": "alias" if at else "primary", "full": full}
            for at, full in enumerate(_spellings(count))
        ],
        "births": [{"date": "1974-08-12"}],
        "sex": "M",
        "nationalities": ["UTO"],
    }


def _data_folder(ground: Ground) -> Path:
    return ground.folder / f"data-persons-{persons_of(ground)}"


def _make(file: Path, records: int) -> None:
    """Make the feed, the two with many names last."""
    from tools.synthetic.make import Wish, texts
    from tools.synthetic.writing import write_manifest, write_texts

    wish = Wish(database=Database.PERSONS, records=records - len(ALIASES))
    last = (json.dumps(with_aliases(n)).encode() + b"\n" for n in ALIASES)
    sha256 = write_texts(file, chain(texts(wish), last), None)
    write_manifest(
        file,
        sha256=sha256,
        feed=FEED,
        database=Database.PERSONS,
        kind="snapshot",
        revision=1,
        base_revision=None,
        records=records,
    )


def _spellings(count: int) -> list[str]:
    """Return *count* ways of writing a name: its vowels are heard otherwise each time."""
    heard = np.random.default_rng([_SEED, count])
    found = {_NAME: None}
    while len(found) < count:
        letters = list(_NAME)
        for at in heard.choice(_VOWELS, _OTHERWISE, replace=False).tolist():
            letters[at] = _LIKE[letters[at]]
        found["".join(letters)] = None
    return list(found)
