"""Regions of the world: which names are common there, and how they are put together.

One file for each in `regions/`, in lines of `key: words`. A word is a part of a name as
written in Latin letters, with other ways of writing it after slashes; before an equals
sign it stands in its own script. `_` is a blank.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from tools.synthetic.names.parts import Draw, Drawn, Part, Rare, common, part

_FILES: Final = Path(__file__).with_name("regions")
Endings = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A part of the world whose people are named alike."""

    name: str
    style: str
    """How names are put together: see `styles`."""
    weight: float
    """How many of the listed come from there."""
    states: Drawn[str]
    places: Drawn[str]
    male: Drawn[Part]
    female: Drawn[Part]
    family: Drawn[Part]
    fathers: Drawn[Part]
    """What names of fathers are made of; given names where a file has none."""
    middle: Mapping[str, Drawn[Part]]
    """Parts between family and given name, by sex; {} where there are none."""
    bynames: Drawn[str] | None
    rare: Rare | None
    rare_share: float
    """Of family names, those that few bear."""
    given_rare_share: float
    middle_share: float
    """Of persons, those with a second given name."""
    script: str
    feminine: Endings
    """What family names end in, and what they end in for a woman."""
    sons: Endings
    daughters: Endings
    """The same for names of fathers."""

    def given(self, sex: str, draw: Draw) -> Part:
        """Return a given name for a woman ("F") or a man."""
        if self.rare and self.given_rare_share and draw() < self.given_rare_share:
            return self.rare.drawn(draw)
        return (self.female if sex == "F" else self.male).drawn(draw)

    def a_family(self, draw: Draw) -> Part:
        """Return a family name."""
        if self.rare and draw() < self.rare_share:
            return self.rare.drawn(draw)
        return self.family.drawn(draw)

    def ended(self, of: Part, endings: Endings) -> Part:
        """Return *of* with another ending, as it is where *endings* has none for it."""
        text = of.native or of.latin
        for old, new in endings:
            if text.endswith(old):
                return part(text.removesuffix(old) + new, self.script)
        return of


@cache
def regions() -> Drawn[Region]:
    """Return all regions, drawn by their weights."""
    found = [_region(file) for file in sorted(_FILES.glob("*.txt"))]
    return Drawn(found, [region.weight for region in found])


def region_named(name: str) -> Region:
    """Return the region of that name, which is that of its file."""
    return _region(_FILES / f"{name}.txt")


def _region(file: Path) -> Region:
    said = dict(_lines(file))
    script = said.get("script", "latin")
    male = _parts(said["male"], script)
    bynames = said.get("bynames", "").replace("_", " ").split(" ")
    return Region(
        name=file.stem,
        style=said["style"],
        weight=float(said["weight"]),
        states=_weighted(said["states"]),
        places=common([part(word, script).latin for word in said["places"].split()]),
        male=male,
        female=_parts(said["female"], script),
        family=_parts(said["family"], script),
        fathers=_parts(said["fathers"], script) if "fathers" in said else male,
        middle={
            sex: _parts(said[f"middle_{key}"], script)
            for sex, key in (("M", "male"), ("F", "female"))
            if f"middle_{key}" in said
        },
        bynames=common(bynames) if bynames != [""] else None,
        rare=_rare(said["rare"], script) if "rare" in said else None,
        rare_share=_share(said, "rare_percent"),
        given_rare_share=_share(said, "given_rare_percent"),
        middle_share=_share(said, "middle_percent"),
        script=script,
        feminine=_endings(said.get("feminine", "")),
        sons=_endings(said.get("sons", "")),
        daughters=_endings(said.get("daughters", "")),
    )


def _lines(file: Path) -> Iterator[tuple[str, str]]:
    for line in file.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            key, _, words = line.partition(": ")
            yield key, words


def _parts(words: str, script: str) -> Drawn[Part]:
    return common([part(word, script) for word in words.split()])


def _weighted(words: str) -> Drawn[str]:
    states = words.split()
    return Drawn(states[::2], [float(weight) for weight in states[1::2]])


def _rare(words: str, script: str) -> Rare:
    slots = [
        [part(word, script) for word in slot.split()] for slot in words.split(" | ")
    ]
    return Rare(slots, script)


def _share(said: Mapping[str, str], key: str) -> float:
    return float(said.get(key, 0)) / 100


def _endings(words: str) -> Endings:
    pairs = (word.partition("/") for word in words.split())
    return tuple((old, new) for old, _, new in pairs)
