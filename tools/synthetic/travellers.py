"""Travellers: of whom nothing is listed, and the listed as a damaged zone shows them.

For measuring and for tests. Names of travellers come from the same parts as those of the
listed, so some are namesakes by chance, as at a border.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from tools.synthetic.names.aliases import respelt
from tools.synthetic.names.parts import Draw, Part, draws
from tools.synthetic.names.regions import regions
from tools.synthetic.names.styles import full_name
from tools.synthetic.persons import BORN, YOUNG
from tools.synthetic.zones import NAME_WIDTHS, name_field, printed, zone

_SEXES: Final = "MF"
_OTHERS: Final = 0x7A
"""Told to the generator, so that travellers are not the persons of the same seed."""
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_UNLISTED: Final = "ZQ{:06d}Q"
"""No State has such numbers, and no feed made here."""
_NUMBERS: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Traveller:
    """What a document says of its holder."""

    primary: str
    secondary: str = ""
    birth_date: str | None = None
    """ISO 8601, partial where no more is known."""
    sex: str | None = None
    nationality: str | None = None

    def zone(self, kind: str, *, cut: str = "end", number: int = 0) -> tuple[str, ...]:
        """Return the lines of a zone of *kind* that a document of theirs would have."""
        name = name_field(self.primary, self.secondary, NAME_WIDTHS[kind], cut=cut)
        return zone(
            kind,
            name,
            number=_UNLISTED.format(number % _NUMBERS),
            birth=_yymmdd(self.birth_date),
            sex=self.sex if self.sex in ("M", "F") else "<",
            nationality=self.nationality or "XXX",
        )


def travellers(seed: int, count: int) -> list[Traveller]:
    """Return *count* travellers nobody listed, the same for the same *seed*."""
    draw = draws(np.random.default_rng([seed, _OTHERS]))
    return [_traveller(draw) for _ in range(count)]


def listed_traveller(record: Mapping[str, Any], *, name: int = 0) -> Traveller:
    """Return the traveller that *record*, a row of the feed contract, is about.

    >>> listed_traveller({"names": [{"full": "Anna Maria Eriksson"}], "sex": "F"})
    Traveller(primary='ERIKSSON', secondary='ANNA MARIA', birth_date=None, sex='F', nationality=None)
    """
    said = record["names"][name]
    if "full" in said:
        *given, family = printed(said["full"]).split() or [""]
        halves = family, " ".join(given)
    else:
        halves = printed(said["primary"]), printed(said.get("secondary", ""))
    births = [birth["date"] for birth in record.get("births", ()) if "date" in birth]
    return Traveller(
        primary=halves[0],
        secondary=halves[1],
        birth_date=max(births, key=len, default=None),
        sex=record.get("sex"),
        nationality=next(iter(record.get("nationalities", ())), None),
    )


def damaged(traveller: Traveller, how: str, draw: Draw) -> Traveller:
    """Return *traveller* with a name damaged in one of the ways of `DAMAGE`."""
    return DAMAGE[how](traveller, draw)


def _traveller(draw: Draw) -> Traveller:
    region, sex = regions().drawn(draw), _SEXES[int(draw() * 2)]
    name = full_name(region, sex, draw)
    family = " ".join(part.latin for part in name.family)
    given = " ".join(part.latin for part in name.given)
    return Traveller(
        primary=printed(family or given),
        secondary=printed(given if family else ""),
        birth_date=BORN[int(draw() ** YOUNG * len(BORN))],
        sex=sex,
        nationality=region.states.drawn(draw),
    )


def _as_it_is(traveller: Traveller, _: Draw) -> Traveller:
    return traveller


def _with_a_typo(traveller: Traveller, draw: Draw) -> Traveller:
    """Put another letter, leave one out, put one in, or turn two round."""
    name = f"{traveller.primary}<{traveller.secondary}"
    letters = [at for at, letter in enumerate(name) if letter.isalpha()]
    at = letters[int(draw() * len(letters))]
    new = _LETTERS[int(draw() * len(_LETTERS))]
    kinds = (
        name[:at] + new + name[at + 1 :],
        name[:at] + name[at + 1 :],
        name[:at] + new + name[at:],
        name[:at] + name[at : at + 2][::-1] + name[at + 2 :],
    )
    primary, _, secondary = kinds[int(draw() * len(kinds))].partition("<")
    if not primary.strip():
        return traveller
    return replace(traveller, primary=primary.strip(), secondary=secondary.strip())


def _without_a_part(traveller: Traveller, draw: Draw) -> Traveller:
    """Leave one part out: of several given names, else of several family names."""
    for half in ("secondary", "primary"):
        parts = getattr(traveller, half).split()
        if len(parts) > 1:
            parts.pop(int(draw() * len(parts)))
            left: dict[str, Any] = {half: " ".join(parts)}
            return replace(traveller, **left)
    return traveller


def _swapped(traveller: Traveller, _: Draw) -> Traveller:
    """Take the given name for the family's."""
    if not traveller.secondary:
        return traveller
    return replace(traveller, primary=traveller.secondary, secondary=traveller.primary)


def _spelt_otherwise(traveller: Traveller, draw: Draw) -> Traveller:
    """Spell each part as somebody else would who heard it."""
    primary, secondary = (
        " ".join(respelt(Part(part), draw).latin for part in half.split()).upper()
        for half in (traveller.primary, traveller.secondary)
    )
    return replace(traveller, primary=primary, secondary=secondary)


DAMAGE: Final[Mapping[str, Callable[[Traveller, Draw], Traveller]]] = {
    "as printed": _as_it_is,
    "typo": _with_a_typo,
    "part dropped": _without_a_part,
    "swapped": _swapped,
    "spelt otherwise": _spelt_otherwise,
}
"""What happens to names between a list and a document."""


def _yymmdd(birth_date: str | None) -> str:
    """Return a date as zones print it, `<<` where a part is not known."""
    return "".join((birth_date or "").split("-"))[2:].ljust(6, "<")
