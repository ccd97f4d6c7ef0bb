"""Nationalities that are nearly the same: unions, and what became of them."""

from collections.abc import Mapping
from typing import Final

UNIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "SUN": (
        *("ARM", "AZE", "BLR", "EST", "GEO", "KAZ", "KGZ", "LTU"),
        *("LVA", "MDA", "RUS", "TJK", "TKM", "UKR", "UZB"),
    ),
    "YUG": ("BIH", "HRV", "MKD", "MNE", "RKS", "SRB", "SVN"),
    "SCG": ("MNE", "RKS", "SRB"),
    "CSK": ("CZE", "SVK"),
    "DDR": ("DEU",),
    "ANT": ("CUW", "NLD", "SXM"),
    "CHN": ("HKG", "MAC", "TWN"),
    "SRB": ("RKS",),
    "SDN": ("SSD",),
    "KOR": ("PRK",),
}
"""A union or State, and those whose nationals may bear its papers, or bore them (ISO
3166-3 for the withdrawn ones). What is related says less than what is the same."""


def related_nations(code: str) -> tuple[str, ...]:
    """Return the nationalities related to *code*, in no order that means anything.

    >>> related_nations("CZE"), related_nations("DDR"), related_nations("UTO")
    (('CSK',), ('DEU',), ())
    """
    unions = [union for union, members in UNIONS.items() if code in members]
    return (*UNIONS.get(code, ()), *unions)
