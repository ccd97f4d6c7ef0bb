"""Made-up wanted and missing persons: lines of JSON, for persons are nested.

Names are put together by chance from the parts that are common somewhere in the world
(`names`): nobody is meant. Shares are made up, in the order of what INTERPOL publishes:
most notices are red, most of the listed are men. Nothing depends on the day of the run.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final

import numpy as np

from tools.synthetic.draws import DAYS
from tools.synthetic.names.aliases import Written, aliases, written
from tools.synthetic.names.parts import Draw, Drawn, draws
from tools.synthetic.names.regions import Region, regions
from tools.synthetic.names.styles import full_name
from tools.synthetic.numbers import STATE_WEIGHTS, STATES, random_numbers

SPECIMENS: Final[tuple[dict[str, Any], ...]] = (
    {
        "record_id": "UTO-SPECIMEN-P1",
        "owner": "UTO",
        "notice": "blue",
        "names": [
            {"kind": "primary", "primary": "ERIKSSON", "secondary": "ANNA MARIA"}
        ],
        "births": [{"date": "1974-08-12"}],
        "sex": "F",
        "nationalities": ["UTO"],
        "birth_place": "Zenith",
        "purpose": "specimen of ICAO Doc 9303",
    },
)
_NOTICES = {
    "red": 560,
    "diffusion_wanted": 190,
    "blue": 90,
    "yellow": 70,
    "green": 40,
    "diffusion_locate": 30,
    "diffusion_missing": 8,
    "un_special": 6,
    "diffusion_warning": 4,
    "orange": 2,
}
_PURPOSES = {
    "": 55,
    "extradition": 30,
    "to serve a sentence": 8,
    "to establish whereabouts": 5,
    "to give evidence": 2,
}
_CAUTIONS = {"": 93, "armed": 3, "violent": 3, "may attempt to escape": 1}
_SEXES = {"M": 80, "F": 19, "": 0.8, "X": 0.2}
_STATES_OF_NOTICES = {"": 98.6, "under_review": 0.8, "draft": 0.3, "cancelled": 0.3}
_BIRTHS = {
    "day": 79,
    "year": 6,
    "about": 4,
    "range": 5,
    "month": 3,
    "dummy": 1,
    "": 2,
}
"""How much is known of a birth; a dummy is 1 January."""
_DOCUMENT_TYPES = {"passport": 78, "identity_card": 16, "travel_document": 2, "": 4}

_WITH_PLACE, _WITH_DOCUMENTS = 0.55, 0.3
_SECOND_DOCUMENT, _SECOND_NATIONALITY, _NO_NATIONALITY = 0.2, 0.04, 0.03
_UPPER_CASE, _IN_FULL = 0.25, 0.25
_FIRST_BORN, _LAST_BORN = date(1930, 1, 1), date(2008, 12, 31)
BORN = [
    (_FIRST_BORN + timedelta(days=n)).isoformat()
    for n in range((_LAST_BORN - _FIRST_BORN).days)
]
YOUNG = 0.7
"""Fewer are old than young."""
_RANGE_YEARS_MAX = 9
_REVIEWED = [bytes(day).decode() for day in DAYS[8_100:11_500]]
"""From 2027 to 2036: a record past its review date is no longer answered."""
_WITHOUT_REVIEW = 0.4
_POOL = 256
_OTHER_SHAPE = "IND"
"""The shape of numbers of States whose own is not known."""
_SAME_STATE = {"DEU": "D"}
_BLOCK = 2_000


def _of(shares: Mapping[str, float], key: str = "") -> Drawn[str]:
    """Return words by their shares; with *key* as fields, nothing for ""."""
    words = [f',"{key}":"{word}"' if key and word else word for word in shares]
    return Drawn(words, list(shares.values()))


_OWNER = Drawn(STATES, STATE_WEIGHTS.tolist())
_NOTICE, _SEX = _of(_NOTICES), _of(_SEXES)
_BIRTH, _DOCUMENT = _of(_BIRTHS), _of(_DOCUMENT_TYPES, "type")
_PURPOSE, _CAUTION = _of(_PURPOSES, "purpose"), _of(_CAUTIONS, "cautions")
_STATE = _of(_STATES_OF_NOTICES, "state")
_REVIEW = _of(
    {"": _WITHOUT_REVIEW}
    | dict.fromkeys(_REVIEWED, (1 - _WITHOUT_REVIEW) / len(_REVIEWED)),
    "review_date",
)


def person_blocks(
    rng: np.random.Generator, first: int, rows: int
) -> Iterator[list[str]]:
    """Yield *rows* records as lines of JSON, some at a time, numbered from *first*.

    Nothing in them needs an escape.
    """
    draw, number = draws(rng), _numbers(rng)
    for start in range(first, first + rows, _BLOCK):
        count = min(_BLOCK, first + rows - start)
        sexes = _SEX.many(rng, count)
        yield [
            f'{{"record_id":"{owner}-P{start + at:010d}","owner":"{owner}",'
            f'"notice":"{notice}",{who}{purpose}{caution}{state}{review}}}'
            for at, (owner, notice, who, purpose, caution, state, review) in enumerate(
                zip(
                    _OWNER.many(rng, count),
                    _NOTICE.many(rng, count),
                    [_person(sex, draw, number) for sex in sexes],
                    _PURPOSE.many(rng, count),
                    _CAUTION.many(rng, count),
                    _STATE.many(rng, count),
                    _REVIEW.many(rng, count),
                    strict=True,
                )
            )
        ]


def specimen_lines() -> list[str]:
    """Return the records that every feed of persons begins with."""
    return [json.dumps(each, ensure_ascii=False) for each in SPECIMENS]


def _person(sex: str, draw: Draw, number: Callable[[str], str]) -> str:
    """Return the fields that say who is listed."""
    region = regions().drawn(draw)
    states = _nationalities(region, draw)
    said = f'"names":[{_names(region, sex, draw)}]'
    if born := _birth(draw):
        said += f',"births":[{born}]'
    if sex:
        said += f',"sex":"{sex}"'
    if states:
        listed = '","'.join(states)
        said += f',"nationalities":["{listed}"]'
    if draw() < _WITH_PLACE:
        said += f',"birth_place":"{region.places.drawn(draw)}"'
    if draw() < _WITH_DOCUMENTS:
        said += f',"documents":[{_documents(states, number, draw)}]'
    return said


def _names(region: Region, sex: str, draw: Draw) -> str:
    """Return the names of a person: the first, and others."""
    born_as = sex if sex in ("M", "F") else "M"
    name = full_name(region, born_as, draw)
    names = [written(name, halves=draw() > _IN_FULL)]
    names += aliases(region, name, born_as, draw)
    upper = draw() < _UPPER_CASE
    return ",".join([_name(each, upper=upper) for each in dict.fromkeys(names)])


def _name(name: Written, *, upper: bool) -> str:
    if name.full:
        full = name.full.upper() if upper else name.full
        return f'{{"kind":"{name.kind}","full":"{full}"}}'
    family = name.primary.upper() if upper else name.primary
    given = name.secondary.upper() if upper else name.secondary
    given = f',"secondary":"{given}"' if given else ""
    return f'{{"kind":"{name.kind}","primary":"{family}"{given}}}'


def _birth(draw: Draw) -> str:
    """Return a birth: of most the day is known, of some the year, or years."""
    day, kind = BORN[int(draw() ** YOUNG * len(BORN))], _BIRTH.drawn(draw)
    if kind == "range":
        first = int(day[:4])
        last = min(first + 1 + int(draw() * _RANGE_YEARS_MAX), _LAST_BORN.year)
        return f'{{"from":{first},"to":{last}}}'
    about = ',"about":true' if kind == "about" else ""
    return f'{{"date":"{_known(day, kind)}"{about}}}' if kind else ""


def _known(day: str, kind: str) -> str:
    """Return as much of *day* as is known, or pretended to be."""
    if kind == "day":
        return day
    if kind == "dummy":
        return f"{day[:4]}-01-01"
    return day[:7] if kind == "month" else day[:4]


def _nationalities(region: Region, draw: Draw) -> list[str]:
    if draw() < _NO_NATIONALITY:
        return []
    states = [region.states.drawn(draw)]
    if draw() < _SECOND_NATIONALITY:
        states.append(regions().drawn(draw).states.drawn(draw))
    return list(dict.fromkeys(states))


def _documents(states: list[str], number: Callable[[str], str], draw: Draw) -> str:
    found = []
    for _ in range(2 if draw() < _SECOND_DOCUMENT else 1):
        state = states[0] if states else _OWNER.drawn(draw)
        kind = _DOCUMENT.drawn(draw)
        found.append(f'{{"number":"{number(state)}"{kind},"issuing_state":"{state}"}}')
    return ",".join(found)


def _numbers(rng: np.random.Generator) -> Callable[[str], str]:
    """Return what gives another document number of a State each time."""
    pools: dict[str, list[str]] = {}

    def number(state: str) -> str:
        shaped = _SAME_STATE.get(state, state)
        shaped = shaped if shaped in STATES else _OTHER_SHAPE
        pool = pools.setdefault(shaped, [])
        if not pool:
            states = np.full(_POOL, STATES.index(shaped))
            cells = random_numbers(rng, states)
            pool += [bytes(row).rstrip(b"\0").decode() for row in cells]
        return pool.pop()

    return number
