"""Numbers as States shape them.

The shapes are those of the passport numbers published for 59 issuers (a hint: older
series, diplomatic and emergency books differ). A is a letter, 9 a digit, # either, G one
of the characters German numbers use; any other character is itself.

Weights are made up, in the order of how many books a State has in the world.
"""

import numpy as np

from tools.synthetic.cells import Cells, Integers, table

_MASKS: tuple[tuple[str, int, str], ...] = (
    ("USA", 90, "999999999;A99999999"),
    ("IND", 70, "A9999999"),
    ("CHN", 70, "G99999999;E#9999999"),
    ("GBR", 55, "999999999"),
    ("D", 45, "GGGGGGGGG"),
    ("FRA", 45, "99AA99999"),
    ("ITA", 40, "##9999999"),
    ("RUS", 40, "999999999"),
    ("BRA", 35, "AA999999"),
    ("JPN", 30, "AA9999999"),
    ("KOR", 30, "M99999999;S99999999"),
    ("ESP", 30, "##999999;###999999"),
    ("MEX", 25, "A99999999"),
    ("CAN", 25, "AA999999;A999999AA"),
    ("TUR", 25, "A99999999"),
    ("UKR", 25, "AA999999"),
    ("POL", 25, "AA9999999"),
    ("IDN", 20, "A9999999;B9999999;C9999999"),
    ("PHL", 20, "A9999999A;AA9999999"),
    ("PAK", 20, "AA9999999"),
    ("ROU", 18, "99999999;999999999"),
    ("NLD", 18, "AA######9"),
    ("ZAF", 15, "A99999999"),
    ("THA", 15, "A999999;AA9999999"),
    ("DZA", 14, "999999999"),
    ("MYS", 14, "A99999999"),
    ("AUS", 14, "A9999999"),
    ("ARG", 12, "AAA999999"),
    ("IRN", 12, "A99999999"),
    ("KAZ", 10, "A9999999"),
    ("SWE", 10, "99999999"),
    ("BEL", 10, "AA999999"),
    ("CZE", 10, "99999999"),
    ("GRC", 10, "AA9999999"),
    ("PRT", 10, "A999999"),
    ("HUN", 9, "AA999999;AA9999999"),
    ("AUT", 9, "A9999999"),
    ("CHE", 9, "A9999999"),
    ("BGR", 8, "999999999"),
    ("DNK", 8, "999999999"),
    ("FIN", 7, "AA9999999"),
    ("SVK", 7, "#9999999"),
    ("IRL", 7, "##9999999"),
    ("NZL", 6, "LA999999;EA999999;N999999"),
    ("HRV", 6, "999999999"),
    ("BLR", 6, "AA9999999"),
    ("AZE", 5, "A99999999"),
    ("MOZ", 4, "AA9999999;99AA99999"),
    ("LTU", 4, "########"),
    ("ARM", 3, "AA9999999"),
    ("LVA", 3, "##9999999"),
    ("SVN", 3, "PA9999999"),
    ("EST", 3, "A9999999;AA9999999"),
    ("JAM", 2, "A9999999"),
    ("CYP", 2, "A999999;A99999999"),
    ("LUX", 1, "########"),
    ("MLT", 1, "9999999"),
    ("ISL", 1, "A9999999"),
    ("LIE", 1, "A99999"),
)
STATES = tuple(state for state, _, _ in _MASKS)
STATE_WEIGHTS = np.array([weight for _, weight, _ in _MASKS], float)

_SHAPES = [(i, m) for i, (_, _, masks) in enumerate(_MASKS) for m in masks.split(";")]
_SHAPE_CELLS = table([mask for _, mask in _SHAPES])
_SHAPES_OF = np.bincount([i for i, _ in _SHAPES], minlength=len(_MASKS))
_FIRST_SHAPE = np.cumsum(_SHAPES_OF) - _SHAPES_OF
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGITS = "0123456789"
_GERMAN = "CFGHJKLMNPRTVWXYZ0123456789"
_PERIOD = 65_520
"""A number that 10 and 26 divide, so that no character is likelier than another."""

NEVER_LISTED = (("FIN", "XA1000058"), ("PRT", "007666667ZZ0"), ("BEL", "600001795015"))
"""Specimens of PRADO that demonstrations use as good documents."""


def random_states(rng: np.random.Generator, rows: int) -> Integers:
    """Return indexes into `STATES`."""
    weights = STATE_WEIGHTS / STATE_WEIGHTS.sum()
    return np.searchsorted(weights.cumsum()[:-1], rng.random(rows)).astype(np.int64)


def random_numbers(rng: np.random.Generator, states: Integers) -> Cells:
    """Return a document number for each of *states*, as that State shapes them."""
    shapes = (
        _FIRST_SHAPE[states]
        + rng.integers(0, 1 << 30, len(states)) % (_SHAPES_OF[states])
    )
    kinds = _SHAPE_CELLS[shapes]
    drawn = rng.integers(0, _PERIOD, kinds.shape, dtype=np.uint16)
    cells = kinds.copy()
    for kind, letters in (
        ("A", _LETTERS),
        ("9", _DIGITS),
        ("#", _DIGITS + _LETTERS),
        ("G", _GERMAN),
    ):
        alphabet = np.frombuffer(letters.encode(), np.uint8)
        places = kinds == ord(kind)
        cells[places] = alphabet[drawn[places] % len(alphabet)]
    _avoid_specimens(cells, states)
    return cells


def _avoid_specimens(cells: Cells, states: Integers) -> None:
    """Change numbers that happen to be those of specimens."""
    for state, number in NEVER_LISTED:
        if len(number) > cells.shape[1]:
            continue
        wanted = np.zeros(cells.shape[1], np.uint8)
        wanted[: len(number)] = np.frombuffer(number.encode(), np.uint8)
        rows = np.flatnonzero(states == STATES.index(state))
        found = rows[(cells[rows] == wanted).all(axis=1)]
        cells[found, len(number) - 1] = ord("7")
