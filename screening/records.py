"""What data owners file about documents, vehicles and persons, and the changes they make.

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


class Handling(StrEnum):
    """How a hit on a record is to be handled, beside what its kind asks for."""

    NOTIFY_OWNER = "notify_owner"
    """The owner wants to hear of each hit (RPD: notice of hits)."""
    DISCREET = "discreet"
    """Nobody is to notice: note it, and let the traveller go on."""
    UNDER_REVIEW = "under_review"
    """Doubted: answered as possible at most, and not to be acted upon."""
    SPECIMEN = "specimen"
    """Nobody's: for tests, and in no statistic."""


class Confidentiality(StrEnum):
    """Who may see a record, from the lowest to the highest (RPD article 112)."""

    OFFICIAL_USE = "official_use"
    RESTRICTED = "restricted"
    CONFIDENTIAL = "confidential"


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
    not_visible_to: str | None = None
    """States that are not answered with it: their codes, parted by blanks."""
    handling: str | None = None
    """Words of `Handling`, parted by blanks."""
    confidentiality: str | None = None
    """A word of `Confidentiality`; None is the lowest."""


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
    not_visible_to: str | None = None
    """States that are not answered with it: their codes, parted by blanks."""
    handling: str | None = None
    """Words of `Handling`, parted by blanks."""
    confidentiality: str | None = None
    """A word of `Confidentiality`; None is the lowest."""


class Notice(StrEnum):
    """What is asked about a person: INTERPOL's notices and diffusions, and other lists'."""

    RED = "red"
    """Wanted: locate and arrest provisionally. No arrest warrant by itself."""
    BLUE = "blue"
    """Information on identity, whereabouts or activities is sought."""
    GREEN = "green"
    """A warning: likely to commit offences again."""
    YELLOW = "yellow"
    """Missing, or unable to say who they are: to be protected."""
    BLACK = "black"
    """An unidentified body."""
    ORANGE = "orange"
    """A serious and imminent threat to public safety."""
    PURPLE = "purple"
    """Ways of working, objects, hiding places."""
    SILVER = "silver"
    """Criminal assets."""
    UN_SPECIAL = "un_special"
    """Under sanctions of the UN Security Council."""
    DIFFUSION_WANTED = "diffusion_wanted"
    DIFFUSION_LOCATE = "diffusion_locate"
    DIFFUSION_INFORMATION = "diffusion_information"
    DIFFUSION_WARNING = "diffusion_warning"
    DIFFUSION_MISSING = "diffusion_missing"
    SANCTION = "sanction"
    """On another list of sanctions."""
    WANTED = "wanted"
    """On another list of wanted persons."""
    INTEREST = "interest"
    """On another list, for another reason."""


class NoticeState(StrEnum):
    """Where a notice is in its life."""

    VALID = "valid"
    DRAFT = "draft"
    """Being processed, not yet reviewed: held, and never answered."""
    UNDER_REVIEW = "under_review"
    """Doubted: answered as possible at most, and not to be acted upon."""
    CANCELLED = "cancelled"
    """Reviewed out: held until its owner withdraws it, and never answered."""


class NameKind(StrEnum):
    """How a name belongs to a person."""

    PRIMARY = "primary"
    ALIAS = "alias"
    WEAK_ALIAS = "weak_alias"
    """Too common or too vague to stand alone."""
    FORMER = "former"
    ORIGINAL_SCRIPT = "original_script"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonName:
    """One name of a person: in full, or in the two parts that an MRZ has."""

    kind: NameKind = NameKind.PRIMARY
    full: str | None = None
    primary: str | None = None
    """Surname, or the part that is printed first (Doc 9303-3 section 4.6)."""
    secondary: str | None = None
    """Given names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Birth:
    """When a person was born: a date, perhaps partial, or years from and to."""

    date: str | None = None
    from_year: int | None = None
    """`from` in delivered files."""
    to_year: int | None = None
    """`to` in delivered files."""
    about: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDocument:
    """A document that a person is known to hold: valid, and tied to them (TDAWN)."""

    number: str
    type: str | None = None
    issuing_state: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRecord:
    """One person, wanted, missing or otherwise noticed."""

    record_id: str
    owner: str
    notice: Notice
    names: tuple[PersonName, ...]
    births: tuple[Birth, ...] = ()
    sex: str | None = None
    """M, F or X."""
    nationalities: tuple[str, ...] = ()
    birth_place: str | None = None
    documents: tuple[PersonDocument, ...] = ()
    purpose: str | None = None
    cautions: str | None = None
    review_date: str | None = None
    remarks: str | None = None
    state: NoticeState = NoticeState.VALID
    not_visible_to: str | None = None
    """States that are not answered with it: their codes, parted by blanks."""
    handling: str | None = None
    """Words of `Handling`, parted by blanks."""
    confidentiality: str | None = None
    """A word of `Confidentiality`; None is the lowest."""


LIMITS = ("not_visible_to", "handling", "confidentiality")
"""The fields of every record that limit its use."""
Record = DocumentRecord | VehicleRecord | PersonRecord
