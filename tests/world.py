"""A small country of records, and builders for it.

Utopia (UTO) issues specimens only: nobody here was ever born.
"""

from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from screening.records import (
    Birth,
    DocumentRecord,
    DocumentStatus,
    NameKind,
    Notice,
    PersonDocument,
    PersonName,
    PersonRecord,
    VehicleRecord,
    VehicleStatus,
)

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
TODAY = NOW.date()

ERIKSSON_TD3 = (
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
)
"""The specimen passport of Doc 9303-4."""
ERIKSSON_TD1 = (
    "I<UTOD231458907<<<<<<<<<<<<<<<",
    "7408122F1204159UTO<<<<<<<<<<<6",
    "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
)
"""The specimen identity card of Doc 9303-5."""


def stolen_passport(**fields: Any) -> DocumentRecord:  # noqa: ANN401  # any field
    """Return the specimen passport, reported stolen, with *fields* changed."""
    given: dict[str, Any] = {
        "record_id": "UTO-1",
        "owner": "UTO",
        "issuing_state": "UTO",
        "document_type": "passport",
        "document_number": "L898902C3",
        "status": DocumentStatus.STOLEN,
        "status_date": "2024-01-31",
    }
    return DocumentRecord(**(given | fields))


def stolen_series(first: str, last: str, **fields: Any) -> DocumentRecord:  # noqa: ANN401
    """Return a series of stolen blanks."""
    given = {
        "record_id": "UTO-S",
        "document_number": first,
        "number_to": last,
        "status": DocumentStatus.STOLEN_BLANK,
    }
    return stolen_passport(**(given | fields))


def stolen_car(**fields: Any) -> VehicleRecord:  # noqa: ANN401
    """Return a car with a public test VIN, reported stolen."""
    given: dict[str, Any] = {
        "record_id": "UTO-V1",
        "owner": "UTO",
        "status": VehicleStatus.STOLEN,
        "vin": "1M8GDM9AXKP042788",
        "plate": "UT-123 AB",
        "plate_state": "UTO",
        "engine_number": "EN 998877",
    }
    return VehicleRecord(**(given | fields))


def listed_person(**fields: Any) -> PersonRecord:  # noqa: ANN401
    """Return ICAO's specimen holder, on a blue notice, with *fields* changed."""
    given: dict[str, Any] = {
        "record_id": "UTO-P1",
        "owner": "UTO",
        "notice": Notice.BLUE,
        "names": (
            PersonName(primary="Eriksson", secondary="Anna Maria"),
            PersonName(kind=NameKind.ALIAS, full="Maria Ericson"),
        ),
        "births": (Birth(date="1974-08-12"),),
        "sex": "F",
        "nationalities": ("UTO",),
        "birth_place": "Zenith",
        "documents": (
            PersonDocument(number="T22000129", type="passport", issuing_state="UTO"),
            PersonDocument(number="T99000777"),
        ),
        "cautions": "specimen",
    }
    return PersonRecord(**(given | fields))


_text = st.text(
    st.characters(exclude_categories=("C", "Z")) | st.just(" "), min_size=1, max_size=12
).filter(lambda text: text.strip() == text)
states = st.sampled_from(
    ["UTO", "D", "DEU", "GBD", "GBR", "XXK", "RKS", "ROM", "USA", "QQQ", "uto", "FR"]
)
dates = st.sampled_from(["2024", "2024-01", "2024-01-31", "1999-12-31", "2031-02-28"])
numbers = st.one_of(
    st.text("AB01 -<", min_size=1, max_size=14),
    st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=40),
    st.from_regex(r"[A-C]{0,2}[0-9]{7,12}", fullmatch=True),
    _text,
).filter(lambda text: any(c.isascii() and c.isalnum() for c in text))
types = st.sampled_from(
    ["passport", "identity_card", "visa", "residence_permit", "other", "P", "PD", "I<"]
)


def _maybe(strategy: st.SearchStrategy[str]) -> st.SearchStrategy[str | None]:
    return st.none() | strategy


limits: dict[str, st.SearchStrategy[str | None]] = {
    "not_visible_to": st.sampled_from([None, None, "FRA", "FRA D"]),
    "handling": st.sampled_from([None, None, "discreet", "notify_owner under_review"]),
    "confidentiality": st.sampled_from([None, None, "restricted", "official_use"]),
}
"""Of most records, nothing limits the use."""
documents = st.builds(
    DocumentRecord,
    record_id=_text,
    owner=states,
    issuing_state=states,
    document_type=types,
    document_number=numbers,
    status=st.sampled_from(DocumentStatus),
    status_date=_maybe(dates),
    status_place=_maybe(states),
    date_of_issue=_maybe(dates),
    date_of_expiry=_maybe(dates),
    review_date=_maybe(dates),
    remarks=_maybe(_text),
    **limits,
)
"""Single documents of every shape."""


@st.composite
def series(draw: st.DrawFn) -> DocumentRecord:
    """Return a series of blanks of any length."""
    front = draw(st.text("ABX", max_size=3))
    digits = draw(st.integers(3, 9))
    first = draw(st.integers(0, 10**digits - 1))
    last = draw(st.integers(first, 10**digits - 1))
    return stolen_series(
        f"{front}{first:0{digits}d}",
        f"{front}{last:0{digits}d}",
        record_id=draw(_text),
        issuing_state=draw(states),
    )


vehicles = st.builds(
    VehicleRecord,
    record_id=_text,
    owner=states,
    status=st.sampled_from(VehicleStatus),
    vin=st.sampled_from(["1M8GDM9AXKP042788", "wvwzzz1jzxw000001", "S 1234"]),
    plate=_maybe(st.sampled_from(["UT-123 AB", "\u0410\u0412 123", "W-ÜX 1"])),
    plate_state=states,
    engine_number=_maybe(st.sampled_from(["EN 998877", "*om602*"])),
    make=_maybe(_text),
    remarks=_maybe(_text),
    review_date=_maybe(dates),
    **limits,
)
"""Vehicles with a VIN and perhaps more."""
