"""What is asked about: what nobody listed, what is listed, and what looks like it.

All of it is made before anything is timed, and differs from question to question, so that
no cache is flattered.
"""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from bench.peers.rows import keyed
from screening.normalize.check_digits import check_digit
from screening.normalize.vehicles import vin_check_digit
from screening.queries import DocumentQuery, Entry, VehicleQuery

SPECIMEN_PASSPORT = (
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
)
_STATES = ("UTO", "USA", "GBR", "D", "FRA", "BRA", "IND", "NGA", "TUR", "JPN")
_DISTINCT = 9_973  # prime, so that numbers and States do not go round together
_NOWHERE = "UNK"
"""A State in whose name no feed here has a document."""


def absent_documents(
    count: int = _DISTINCT, *, entry: Entry = Entry.READ
) -> list[DocumentQuery]:
    """Return questions about documents nobody listed: two letters no feed here has."""
    return [
        DocumentQuery(
            document_number=number,
            issuing_state=_STATES[i % len(_STATES)],
            document_type="P",
            entry=entry,
        )
        for i, number in enumerate(_absent_numbers(count))
    ]


def absent_cards(count: int = _DISTINCT) -> list[tuple[str, str, str]]:
    """Return the lines of identity cards nobody listed, every check digit right."""
    return [_card(number) for number in _absent_numbers(count)]


def absent_cars(count: int = _DISTINCT) -> list[VehicleQuery]:
    """Return questions about cars nobody listed, every VIN with its check digit."""
    return [VehicleQuery(vin=_vin(f"1M8GDM9A?KP{i:06d}")) for i in range(count)]


def listed_documents(feed: Path, count: int = _DISTINCT) -> list[DocumentQuery]:
    """Return questions about documents of *feed*, which come in no order there."""
    return [
        DocumentQuery(document_number=number, issuing_state=state)
        for number, state, _ in islice(keyed(feed), count)
    ]


def absent_beside_listed(feed: Path, count: int = _DISTINCT) -> list[DocumentQuery]:
    """Return questions about numbers of *feed* under a State that has none of them.

    They lie all over the table, as those nobody listed would in the world.
    """
    return [
        DocumentQuery(document_number=number, issuing_state=_NOWHERE)
        for number, _, _ in islice(keyed(feed), count)
    ]


def _absent_numbers(count: int) -> Iterator[str]:
    """Yield numbers between letters, as no State here has them, each another one."""
    return (f"ZQ{i * 7919 % 10**6:06d}Q" for i in range(count))


def _card(number: str) -> tuple[str, str, str]:
    """Return a card of size TD1 (Doc 9303-5) with *number*, of nine characters."""
    first = f"I<UTO{number}{check_digit(number)}".ljust(30, "<")
    second = "7408122F1204159UTO".ljust(29, "<")
    composite = first[5:] + second[:7] + second[8:15] + second[18:]
    return first, second + check_digit(composite), "ERIKSSON<<ANNA<MARIA".ljust(30, "<")


def _vin(pattern: str) -> str:
    made = (pattern.replace("?", digit) for digit in "0123456789X")
    return next(vin for vin in made if vin_check_digit(vin))
