"""Draws words by their shares, and days that do not depend on the day of the run."""

from datetime import date, timedelta

import numpy as np

from tools.synthetic.cells import Cells, Integers, table

_FIRST_DAY = date(2005, 1, 1)
DAYS = table([(_FIRST_DAY + timedelta(days=n)).isoformat() for n in range(366 * 35)])
"""Every day from 2005 to 2040."""
TEN_YEARS = 3_652
_MONTH_SHARE, _YEAR_SHARE = 0.06, 0.02
_REPORTED_FROM, _REPORTED_DAYS = (date(2017, 1, 1) - _FIRST_DAY).days, 3_285


def random_reports(rng: np.random.Generator, rows: int) -> Integers:
    """Return days, as indexes into `DAYS`, from 2017 to 2025."""
    return _REPORTED_FROM + rng.integers(0, _REPORTED_DAYS, rows)


def drawn(rng: np.random.Generator, shares: dict[str, int], rows: int) -> Cells:
    """Return words, each as often as its share says."""
    weights = np.array(list(shares.values()), float).cumsum()
    found = np.searchsorted(weights[:-1] / weights[-1], rng.random(rows))
    return table(list(shares))[found]


def partial_dates(rng: np.random.Generator, days: Integers) -> Cells:
    """Return dates; of some only the month, of fewer only the year is known."""
    cells = DAYS[days].copy()
    part = rng.random(len(days))
    cells[part < _MONTH_SHARE, 7:] = 0
    cells[part < _YEAR_SHARE, 4:] = 0
    return cells
