"""How names are put together: what is the family's, what is given, what comes first."""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from tools.synthetic.names.parts import Draw, Part, joined
from tools.synthetic.names.regions import Region

_GRANDFATHER, _BIN, _FATHER_TOO = 0.45, 0.25, 0.7
_ONE_NAME, _TWO_SYLLABLES, _ONE_CHARACTER = 0.12, 0.97, 0.17
_SECOND_GIVEN, _TWO_FAMILIES, _INITIAL = 0.45, 0.85, 0.4
_OWN_FAMILY: Final = 0.35
"""Of southern Indians, those who bear a family name in place of the father's."""
_SON_OF: Final = Part("bin", ("ibn", "ben"), "بن")
_DAUGHTER_OF: Final = Part("bint", ("binti", "bent"), "بنت")


class FullName(NamedTuple):
    """A name, in the two halves that passports print."""

    family: tuple[Part, ...]
    """The primary identifier."""
    given: tuple[Part, ...]
    """The secondary one; () where there is but one name."""
    family_first: bool = False
    """So it is said and written at home."""
    spaced: bool = True
    """There are blanks between its parts in its own script."""

    @property
    def parts(self) -> tuple[Part, ...]:
        """All parts, in the order of home."""
        if self.family_first:
            return (*self.family, *self.given)
        return (*self.given, *self.family)

    @property
    def native(self) -> str:
        """The name in its own script; "" where that of any part is not known."""
        parts = [part.native for part in self.parts]
        return (" " if self.spaced else "").join(parts) if all(parts) else ""


def full_name(region: Region, sex: str, draw: Draw) -> FullName:
    """Return a name for somebody of *sex* (M or F) from *region*."""
    return _STYLES[region.style](region, sex, draw)


def _western(region: Region, sex: str, draw: Draw) -> FullName:
    given = _given(region, sex, draw, more=region.middle_share)
    family = region.a_family(draw)
    if sex == "F" and region.feminine:
        family = region.ended(family, region.feminine)
    return FullName((family,), given)


def _two_families(region: Region, sex: str, draw: Draw) -> FullName:
    given = _given(region, sex, draw, more=_SECOND_GIVEN)
    first = region.a_family(draw)
    if draw() > _TWO_FAMILIES:
        return FullName((first,), given)
    return FullName((first, region.a_family(draw)), given)


def _east_slavic(region: Region, sex: str, draw: Draw) -> FullName:
    family, father = region.a_family(draw), region.fathers.drawn(draw)
    if sex == "F":
        family = region.ended(family, region.feminine)
    endings = region.daughters if sex == "F" else region.sons
    given = (region.given(sex, draw), region.ended(father, endings))
    return FullName((family,), given, family_first=True)


def _arabic(region: Region, sex: str, draw: Draw) -> FullName:
    given = [region.given(sex, draw)]
    if draw() < _FATHER_TOO:
        if draw() < _BIN:
            given.append(_DAUGHTER_OF if sex == "F" else _SON_OF)
        given.append(region.fathers.drawn(draw))
        if draw() < _GRANDFATHER:
            given.append(region.fathers.drawn(draw))
    return FullName((region.a_family(draw),), tuple(given))


def _bin(region: Region, sex: str, draw: Draw) -> FullName:
    link = Part("binti" if sex == "F" else "bin")
    given = _given(region, sex, draw, more=region.middle_share)
    father = region.a_family(draw)
    return FullName((), (*given, link, father))


def _fathers(region: Region, sex: str, draw: Draw) -> FullName:
    chain = (region.given("M", draw), region.given("M", draw))
    return FullName(chain, (region.given(sex, draw),))


def _initials(region: Region, sex: str, draw: Draw) -> FullName:
    given = region.given(sex, draw)
    if draw() < _OWN_FAMILY:
        return FullName((region.a_family(draw),), (given,))
    father = (
        region.a_family(draw) if draw() < region.rare_share else region.given("M", draw)
    )
    return FullName((father,), (given,))


def _single(region: Region, sex: str, draw: Draw) -> FullName:
    given = _given(region, sex, draw, more=region.middle_share)
    if draw() < _ONE_NAME:
        return FullName(given[:1], ())
    return FullName((region.a_family(draw),), given)


def _chinese(region: Region, sex: str, draw: Draw) -> FullName:
    first = region.given(sex, draw)
    if draw() < _ONE_CHARACTER:
        given = joined([first])
    else:
        given = _syllables(first, region.given(sex, draw))
    return FullName(
        (region.family.drawn(draw),), (given,), family_first=True, spaced=False
    )


def _korean(region: Region, sex: str, draw: Draw) -> FullName:
    first = region.given(sex, draw)
    given = (
        _syllables(first, region.given(sex, draw)) if draw() < _TWO_SYLLABLES else first
    )
    return FullName(
        (region.family.drawn(draw),), (given,), family_first=True, spaced=False
    )


def _japanese(region: Region, sex: str, draw: Draw) -> FullName:
    given, family = region.given(sex, draw), region.a_family(draw)
    return FullName((family,), (given,), family_first=True, spaced=False)


def _vietnamese(region: Region, sex: str, draw: Draw) -> FullName:
    middle = region.middle[sex].drawn(draw)
    given = (middle, region.given(sex, draw))
    return FullName((region.family.drawn(draw),), given, family_first=True)


def _given(region: Region, sex: str, draw: Draw, *, more: float) -> tuple[Part, ...]:
    """Return one given name, and a second one in a share of *more*."""
    first = region.given(sex, draw)
    if draw() < more:
        second = region.given(sex, draw)
        if second is not first:
            return first, second
    return (first,)


def _syllables(first: Part, second: Part) -> Part:
    """Return a given name of two syllables: as one, apart, with a hyphen."""
    if second is first:
        return first
    whole = joined([first, second])
    last = second.latin.capitalize()
    begun = first.latin.capitalize()
    apart = (f"{begun} {last}", f"{begun}-{last}", f"{begun}-{last.lower()}")
    return Part(whole.latin, (*apart, *whole.others), whole.native)


_STYLES: Final[Mapping[str, Callable[[Region, str, Draw], FullName]]] = {
    "western": _western,
    "gendered": _western,
    "two_families": _two_families,
    "east_slavic": _east_slavic,
    "arabic": _arabic,
    "bin": _bin,
    "fathers": _fathers,
    "initials": _initials,
    "single": _single,
    "chinese": _chinese,
    "korean": _korean,
    "japanese": _japanese,
    "vietnamese": _vietnamese,
}
