"""Other names of a person: how lists, borders and the person themselves write it elsewhere."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from tools.synthetic.names.parts import Draw, Drawn, Part
from tools.synthetic.names.regions import Region
from tools.synthetic.names.styles import FullName, full_name

_RESPELT: Final = (
    ("ph", "f"),
    ("ou", "u"),
    ("ee", "i"),
    ("ck", "k"),
    ("ss", "s"),
    ("ll", "l"),
    ("tt", "t"),
    ("nn", "n"),
    ("th", "t"),
    ("y", "i"),
    ("z", "s"),
    ("w", "v"),
    ("k", "c"),
    ("ei", "ey"),
    ("i", "y"),
    ("h", ""),
    ("o", "u"),
    ("e", "i"),
)
"""What clerks hear alike."""
_COUNTS: Final = Drawn(range(11), (13, 22, 26, 17, 10, 5, 3, 1.6, 0.8, 0.8, 0.8))
"""How many names a person has beside the first: two on average."""
_HALF, _MOSTLY, _MARRIED, _TRIES = 0.5, 0.6, 0.7, 2


class Written(NamedTuple):
    """A name as it is filed: in full, or in its two halves."""

    kind: str
    full: str
    primary: str = ""
    secondary: str = ""


def written(name: FullName, kind: str = "primary", *, halves: bool = True) -> Written:
    """Return *name* in Latin letters; in full where it has but one half."""
    family = " ".join([part.latin for part in name.family])
    given = " ".join([part.latin for part in name.given])
    if not family or not halves:
        first, then = (family, given) if name.family_first else (given, family)
        return Written(kind, f"{first} {then}".strip())
    return Written(kind, "", family, given)


def aliases(region: Region, name: FullName, sex: str, draw: Draw) -> Iterator[Written]:
    """Yield as many other names as chance has it, each another one than *name*."""
    for _ in range(_COUNTS.drawn(draw)):
        for _ in range(_TRIES):
            if found := _WAYS.drawn(draw)(region, name, sex, draw):
                yield found
                break


def respelt(part: Part, draw: Draw) -> Part:
    """Return *part* spelt another way: one that it has, or one that sounds alike.

    >>> respelt(Part("Mohammed", ("Muhammad",)), lambda: 0.5).latin
    'Muhammad'
    >>> respelt(Part("Philippa"), lambda: 0.0).latin, respelt(Part("Abba"), lambda: 0).latin
    ('Filippa', 'Abba')
    """
    ways = part.others or _heard_alike(part.latin)
    if not ways:
        return part
    return Part(ways[int(draw() * len(ways))], part.others, part.native)


@lru_cache(maxsize=1 << 16)
def _heard_alike(latin: str) -> tuple[str, ...]:
    """Return *latin* spelt in each of the ways that sound alike, once each."""
    lower = latin.lower()
    if len(lower) != len(latin):
        return ()  # an İ, which is two characters when it is small
    found = []
    for old, new in _RESPELT:
        at = lower.find(old)
        if at >= 0:
            put = new.capitalize() if latin[at].isupper() else new
            found.append(latin[:at] + put + latin[at + len(old) :])
    return tuple(found)


def _romanised(_: Region, name: FullName, __: str, draw: Draw) -> Written | None:
    """Spell some of the parts otherwise."""
    family = tuple([respelt(p, draw) if draw() < _MOSTLY else p for p in name.family])
    given = tuple([respelt(p, draw) if draw() < _MOSTLY else p for p in name.given])
    if family == name.family and given == name.given:
        return None
    halves = draw() < _HALF
    return written(name._replace(family=family, given=given), "alias", halves=halves)


def _original(_: Region, name: FullName, __: str, ___: Draw) -> Written | None:
    native = name.native
    return Written("original_script", native) if native else None


def _swapped(_: Region, name: FullName, __: str, ___: Draw) -> Written | None:
    """Say first what otherwise comes last."""
    if not (name.family and name.given):
        return None
    swapped = name._replace(family_first=not name.family_first)
    return written(swapped, "alias", halves=False)


def _shortened(_: Region, name: FullName, __: str, draw: Draw) -> Written | None:
    """Leave out the second family name, or what follows the first given name."""
    if len(name.family) > 1 and draw() < _MOSTLY:
        return written(name._replace(family=name.family[:1]), "alias")
    if len(name.given) > 1:
        return written(name._replace(given=name.given[:1]), "alias")
    return None


def _initialled(_: Region, name: FullName, __: str, draw: Draw) -> Written | None:
    """Write given names as initials: all of them, or all but the first."""
    if not name.family or not name.given:
        return None
    keep = 1 if len(name.given) > 1 and draw() < _MOSTLY else 0
    initials = [Part(f"{part.latin[0]}.") for part in name.given[keep:]]
    return written(name._replace(given=(*name.given[:keep], *initials)), "alias")


def _former(region: Region, name: FullName, sex: str, draw: Draw) -> Written | None:
    """Give another family name: of before a marriage, mostly."""
    if not name.family or (sex != "F" and draw() < _MARRIED):
        return None
    other = full_name(region, sex, draw)
    return written(name._replace(family=other.family), "former")


def _another(region: Region, _: FullName, sex: str, draw: Draw) -> Written | None:
    """Give a name that has nothing to do with the first."""
    return written(full_name(region, sex, draw), "alias", halves=draw() < _HALF)


def _by(region: Region, name: FullName, _: str, draw: Draw) -> Written | None:
    """Give a byname, or a given name alone: weak, for many have it."""
    if region.bynames and draw() < _HALF:
        return Written("weak_alias", region.bynames.drawn(draw))
    alone = name.given[:1] or name.family[:1]
    return Written("weak_alias", alone[0].latin)


Way = Callable[[Region, FullName, str, Draw], Written | None]
_SHARES: Final[dict[Way, float]] = {
    _romanised: 34,
    _original: 16,
    _swapped: 10,
    _shortened: 14,
    _initialled: 5,
    _by: 9,
    _another: 7,
    _former: 5,
}
_WAYS: Final = Drawn(list(_SHARES), list(_SHARES.values()))
