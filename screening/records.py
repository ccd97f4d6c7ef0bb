"""What data owners file about documents and vehicles, and the changes they make.

Field names are those of delivered files. Text is kept as it was given: what compares
equal is decided by `normalize`, not here. Dates are ISO 8601 text, partial where the
owner knew no more: `2024`, `2024-01` or `2024-01-31`.
"""

from dataclasses import dataclass
from enum import StrEnum


class Database(StrEnum):
    """What kind of thing a feed is about."""

    DOCUMENTS = "documents"
    """Stolen and lost travel documents (SLTD)."""
    VEHICLES = "vehicles"
    """Stolen motor vehicles (SMV)."""
    PERSONS = "persons"
    """Wanted, missing and otherwise noticed persons (nominal)."""


class DocumentStatus(StrEnum):
    """Why a document is listed."""

    STOLEN = "stolen"
    LOST = "lost"
    STOLEN_BLANK = "stolen_blank"
    REVOKED = "revoked"
    INVALID = "invalid"
    COUNTERFEIT = "counterfeit"


class VehicleStatus(StrEnum):
    """Why a vehicle is listed."""

    STOLEN = "stolen"
    EMBEZZLED = "embezzled"
    RECOVERED_PENDING = "recovered_pending"


class DocumentClass(StrEnum):
    """What is compared of a document's type: its second letter is unreliable.

    Doc 9303 leaves the second letter of a document code to the issuer until 2028.
    """

    PASSPORT = "P"
    IDENTITY_CARD = "I"
    VISA = "V"
    OTHER = "O"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRecord:
    """One document, or one series of blanks, reported by its owner."""

    record_id: str
    owner: str
    issuing_state: str
    document_type: str
    document_number: str
    status: DocumentStatus
    number_to: str | None = None
    status_date: str | None = None
    status_place: str | None = None
    date_of_issue: str | None = None
    date_of_expiry: str | None = None
    review_date: str | None = None
    remarks: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleRecord:
    """One vehicle reported by its owner: at least one of VIN, plate, engine number."""

    record_id: str
    owner: str
    status: VehicleStatus
    vin: str | None = None
    plate: str | None = None
    plate_state: str | None = None
    engine_number: str | None = None
    make: str | None = None
    model: str | None = None
    colour: str | None = None
    year: str | None = None
    vehicle_type: str | None = None
    status_date: str | None = None
    status_place: str | None = None
    review_date: str | None = None
    remarks: str | None = None


Record = DocumentRecord | VehicleRecord
