"""Specimens as ICAO prints them, and how tests read and change them."""

from datetime import date

from screening.normalize.mrz import read_mrz
from screening.queries import Reading

TODAY = date(2026, 11, 21)

TD1 = (
    "I<UTOD231458907<<<<<<<<<<<<<<<",
    "7408122F1204159UTO<<<<<<<<<<<6",
    "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
)
TD2 = ("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6")
TD3 = (
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
)
MRV_A = (
    "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C<3UTO6908061F9406236ZE184226B<<<<<<<",
)
MRV_B = ("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L898902C<3UTO6908061F9406236ZE184226")
ZONES = {"TD1": TD1, "TD2": TD2, "TD3": TD3, "MRV-A": MRV_A, "MRV-B": MRV_B}


def read(*lines: str) -> Reading:
    """Return the reading of *lines* on the day of these tests."""
    return read_mrz(lines, today=TODAY)


def put(line: str, at: int, text: str) -> str:
    """Return *line* with *text* put at position *at*, counted from 1."""
    return line[: at - 1] + text + line[at - 1 + len(text) :]
