"""Made-up stolen vehicles: VINs with right check digits, plates, engine numbers."""

import numpy as np

from tools.synthetic.cells import Cells, beside, digits, numbered, same, table, where
from tools.synthetic.documents import Specimen
from tools.synthetic.draws import (
    DAYS,
    TEN_YEARS,
    drawn,
    partial_dates,
    random_reports,
)
from tools.synthetic.numbers import STATES, random_states

COLUMNS = (
    "record_id",
    "owner",
    "status",
    "vin",
    "plate",
    "plate_state",
    "engine_number",
    "make",
    "model",
    "colour",
    "year",
    "vehicle_type",
    "status_date",
    "status_place",
    "review_date",
    "remarks",
)
SPECIMENS: tuple[Specimen, ...] = (
    {
        "record_id": "UTO-SPECIMEN-V1",
        "owner": "UTO",
        "status": "stolen",
        "vin": "1M8GDM9AXKP042788",
        "plate": "UT 04 2788",
        "plate_state": "UTO",
        "make": "MCI",
        "vehicle_type": "coach",
        "year": "1989",
        "status_date": "2024-08-12",
        "remarks": "public test VIN",
    },
)
_STATUSES = {"stolen": 93, "embezzled": 5, "recovered_pending": 2}
_MAKES = {
    "Volkswagen": 14,
    "Toyota": 14,
    "BMW": 10,
    "Mercedes-Benz": 10,
    "Ford": 9,
    "Hyundai": 8,
    "Honda": 8,
    "Fiat": 7,
    "Renault": 7,
    "Peugeot": 6,
    "Audi": 6,
    "Mazda": 4,
}
_COLOURS = {"black": 25, "white": 25, "grey": 22, "blue": 12, "red": 10, "green": 3}
_KINDS = {"car": 80, "lorry": 8, "motorcycle": 8, "trailer": 3, "bus": 1}
_WITH_VIN, _WITH_PLATE, _WITH_ENGINE = 0.95, 0.8, 0.3
_WITH_PLACE, _WITH_REVIEW = 0.6, 0.5
_VIN_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
_VIN_WEIGHTS = np.array([8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2])
_VIN_VALUES = np.zeros(256, np.int64)
for _letters, _values in (
    ("0123456789", range(10)),
    ("ABCDEFGH", range(1, 9)),
    ("JKLMN", range(1, 6)),
    ("PR", (7, 9)),
    ("STUVWXYZ", range(2, 10)),
):
    for _letter, _value in zip(_letters, _values, strict=True):
        _VIN_VALUES[ord(_letter)] = _value


def vehicle_columns(
    rng: np.random.Generator, first: int, rows: int
) -> dict[str, Cells]:
    """Return *rows* records, numbered from *first*. Each has a VIN or a plate."""
    state = table(STATES)[random_states(rng, rows)]
    reported = random_reports(rng, rows)
    has_vin = rng.random(rows) < _WITH_VIN
    has_plate = ~has_vin | (rng.random(rows) < _WITH_PLATE)
    return {
        "record_id": beside(state, same("-V", rows), numbered(first, rows)),
        "owner": state,
        "status": drawn(rng, _STATUSES, rows),
        "vin": where(has_vin, _vins(rng, rows)),
        "plate": where(has_plate, _plates(rng, rows)),
        "plate_state": where(has_plate, state),
        "engine_number": where(rng.random(rows) < _WITH_ENGINE, _random(rng, rows, 11)),
        "make": drawn(rng, _MAKES, rows),
        "model": np.zeros((rows, 0), np.uint8),
        "colour": drawn(rng, _COLOURS, rows),
        "year": digits(rng.integers(1995, 2026, rows), 4),
        "vehicle_type": drawn(rng, _KINDS, rows),
        "status_date": partial_dates(rng, reported),
        "status_place": where(rng.random(rows) < _WITH_PLACE, state),
        "review_date": where(
            rng.random(rows) < _WITH_REVIEW, DAYS[reported + TEN_YEARS]
        ),
        "remarks": np.zeros((rows, 0), np.uint8),
    }


def _random(rng: np.random.Generator, rows: int, width: int) -> Cells:
    alphabet = np.frombuffer(_VIN_LETTERS.encode(), np.uint8)
    return alphabet[rng.integers(0, len(alphabet), (rows, width))]


def _vins(rng: np.random.Generator, rows: int) -> Cells:
    """Return VINs with the check digit of 49 CFR 565.15 in position 9."""
    cells = _random(rng, rows, 17)
    remainders = (_VIN_VALUES[cells] @ _VIN_WEIGHTS) % 11
    cells[:, 8] = np.frombuffer(b"0123456789X", np.uint8)[remainders]
    return cells


def _plates(rng: np.random.Generator, rows: int) -> Cells:
    letters = rng.integers(ord("A"), ord("Z") + 1, (rows, 4)).astype(np.uint8)
    number = digits(rng.integers(0, 1000, rows), 3)
    return beside(letters[:, :2], same("-", rows), number, letters[:, 2:])
