"""What checkpoints ask and are told.

Values are frozen `msgspec.Struct`s: a frozen dataclass of eight fields takes 1.5 µs to
make, a tenth of a whole question, a struct 0.2 µs.
"""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from screening.records import Database, NameKind, Record
from screening.sight import EVERYTHING, Sight
from screening.standing import QuarantineStatus, QuotaStatus, RegisterStatus


class Entry(StrEnum):
    """How a number came to us: it decides whether a misread is looked for."""

    READ = "read"
    """By a machine; its check digit held, or there was none."""
    DIGIT_FAILED = "digit_failed"
    """By a machine, and the number's check digit failed."""
    TYPED = "typed"
    """By hand."""


class Match(StrEnum):
    """How closely a record answers a question."""

    EXACT = "EXACT"
    """Same number, same State, same class of document or none given."""
    TYPE_DIFFERS = "TYPE_DIFFERS"
    """Same number and State under another class of document."""
    TRUNCATED_NUMBER = "TRUNCATED_NUMBER"
    """One of the two numbers stops after nine characters, as visas print them."""
    SERIES = "SERIES"
    """The number lies in a series of stolen blanks."""
    STATE_UNKNOWN = "STATE_UNKNOWN"
    """The number agrees; list or question do not say which State issued it: possible."""
    POSSIBLE_MISREAD = "POSSIBLE_MISREAD"
    """A look-alike of the number is listed: read the document again."""
    NAME = "NAME"
    """A person, by name."""


class Answer(StrEnum):
    """The verdict over all feeds searched."""

    NO_RECORD = "NO_RECORD"
    """No record found in data as of the times stated; never "clear"."""
    HIT = "HIT"
    POSSIBLE = "POSSIBLE"
    """Only possible matches: nothing is known about this very document."""
    REFER = "REFER"
    """All that a carrier is told of a hit, or a possible one."""


LOCAL = "local"
"""The caller, where nobody was asked for a certificate."""


class Asked(Struct, frozen=True, kw_only=True):
    """Who asks; recorded. As the caller gave it, and not checked, but for `caller` and `sight`."""

    request_id: str = ""
    checkpoint: str = ""
    purpose: str = ""
    sight: Sight = EVERYTHING
    """What it may see."""
    unit: str = ""
    """The unit that the user belongs to."""
    user: str = ""
    """The person who asks, as the caller knows them."""
    device: str = ""
    """The machine or the program that asks."""
    caller: str = LOCAL
    """The URI in the caller's certificate (`CallerName.uri`); never taken from the wire."""


class DocumentQuery(Struct, frozen=True, kw_only=True):
    """Is this document listed?

    `document_type` may be a word of the feed contract or an MRZ document code; None
    is "not known" and never narrows. `book_serial` is the number perforated or printed
    in the book, where it differs from the personalised number.
    """

    document_number: str
    issuing_state: str
    document_type: str | None = None
    book_serial: str | None = None
    entry: Entry = Entry.READ
    any_state: bool = False
    """The State is not known, and `issuing_state` empty: look under every one."""


class VehicleQuery(Struct, frozen=True, kw_only=True):
    """Is this vehicle listed? By any of VIN, plate with its State, engine number."""

    vin: str | None = None
    plate: str | None = None
    plate_state: str | None = None
    engine_number: str | None = None


class Door(StrEnum):
    """By which way a name came: each has thresholds of its own."""

    PERSON = "person"
    """Typed, about one person."""
    TRAVELLER = "traveller"
    """Read from a document at a gate."""
    MANIFEST = "manifest"
    """One of a list, before arrival."""


class PersonQuery(Struct, frozen=True, kw_only=True):
    """Is this person listed?

    A name in full, or in the two parts that an MRZ has; the more is known beside it, the
    fewer namesakes are answered. What is absent is no evidence either way.
    """

    full: str | None = None
    primary: str | None = None
    secondary: str | None = None
    name_truncated: bool = False
    """The name may go on where it ends: it comes from a zone, and fills its field."""
    from_zone: bool = False
    """As the MRZ prints names: transliterated, without apostrophes and hyphens."""
    birth_date: str | None = None
    """ISO 8601, partial where no more is known."""
    nationality: str | None = None
    sex: str | None = None
    """M, F or X."""
    birth_place: str | None = None
    exclude_records: tuple[str, ...] = ()
    """Public names of records that were looked at before, and are somebody else."""


class ZoneQuery(Struct, frozen=True, kw_only=True):
    """A traveller by the lines of a machine readable zone: document and person in one."""

    lines: tuple[str, ...]
    book_serial: str | None = None
    exclude_records: tuple[str, ...] = ()
    """As in `PersonQuery`."""


class TravellerQuery(Struct, frozen=True, kw_only=True):
    """What is known of a traveller without a zone: a document, a person, or both."""

    document: DocumentQuery | None = None
    person: PersonQuery | None = None


class Reading(Struct, frozen=True, kw_only=True):
    """What a machine readable zone says.

    `fields` holds text as read, fillers removed; `check_digits` says True for valid and
    False for invalid, and has no entry for a digit that the format does not carry or
    that the issuer left out. Dates in `fields` are as printed (YYMMDD); `birth_date` and
    `expiry_date` are ISO 8601, partial where the zone leaves parts unknown, None where
    nothing is known.
    """

    format: str
    fields: dict[str, str]
    check_digits: dict[str, bool]
    name_truncated: bool
    birth_date: str | None = None
    expiry_date: str | None = None
    warnings: tuple[str, ...] = ()


class Advice(Struct, frozen=True, kw_only=True):
    """What to do now: a code for machines, a sentence for the officer."""

    code: str
    text: str


class TokenMatch(Struct, frozen=True, kw_only=True):
    """One part of the name asked about, beside the part of the listed name it answers."""

    asked: str
    held: str
    how: str
    """exact, spelling, sound, nickname, initial, cut, joined or script."""
    similarity: float
    """Between 0 and 1."""


class Evidence(Struct, frozen=True, kw_only=True):
    """What spoke for a record, or against it."""

    about: str
    """name, birth_date, nationality, sex or birth_place."""
    finding: str
    """same, swapped, near, year_only, different …, in one word."""
    weight: float
    """Log-odds to base 2 (bits): above 0 for, below 0 against."""
    asked: str = ""
    held: str = ""


class Explanation(Struct, frozen=True, kw_only=True):
    """Why a person was answered."""

    name: str
    """The name of the record that matched, as it was filed."""
    kind: NameKind
    tokens: tuple[TokenMatch, ...]
    asked_alone: tuple[str, ...] = ()
    """Parts of the name asked about that the listed name does not have."""
    held_alone: tuple[str, ...] = ()
    """Parts of the listed name that were not asked about."""
    evidence: tuple[Evidence, ...] = ()


class Hit(Struct, frozen=True, kw_only=True):
    """A record that matched, as shown."""

    feed: str
    database: Database
    match: Match
    name: str
    """The record's public name: fetch its detail with it."""
    record: Record
    advice: Advice
    score: float | None = None
    """Between 0 and 1 for names; None where a match is not a matter of degree."""
    changed_positions: tuple[int, ...] = ()
    """For POSSIBLE_MISREAD: the positions, from 1, at which the record's number differs
    from the number asked about, spaces and separators left out."""
    matched_on: str = "document_number"
    """The field of the question that led here."""
    explanation: Explanation | None = None
    """For NAME: what matched, and what spoke for and against."""
    answer: Answer = Answer.HIT
    """What this record alone would make the answer: HIT, or POSSIBLE."""
    specimen: bool = False
    """For tests, nobody's: in no statistic."""


class Searched(Struct, frozen=True, kw_only=True):
    """One feed that was searched, and how old it is."""

    feed: str
    database: Database
    revision: int
    as_of: datetime
    age_s: int
    stale: bool
    """Older than the feed itself promises to be; False where it promises nothing."""
    degraded: str = ""
    """What is wrong with the copy that was searched, if anything; answers stay right."""


class Screening(Struct, frozen=True, kw_only=True):
    """A question, answered."""

    answer: Answer
    hits: tuple[Hit, ...]
    searched: tuple[Searched, ...]
    cut: bool = False
    """More records matched than are shown."""
    gaps: tuple[str, ...] = ()
    """What was asked about and could not be searched, and why."""
    reading: Reading | None = None
    duration_us: int = 0
    notes: tuple[str, ...] = ()
    """What is unusual about the question; it was looked up all the same."""
    excluded: int = 0
    """Records that would have been shown, and were to be left out."""


class BatchItem(Struct, frozen=True, kw_only=True):
    """One item of a batch that has something to say: hits, or an error."""

    index: int
    screening: Screening | None = None
    error: str = ""
    """Why the item could not be looked up; "" where it was."""
    error_field: str = ""


class BatchScreening(Struct, frozen=True, kw_only=True):
    """A manifest, answered sparsely: items not named have no record found."""

    items: tuple[BatchItem, ...]
    searched: tuple[Searched, ...]
    asked: int
    gaps: tuple[str, ...] = ()
    """What could not be searched, and why."""
    duration_us: int = 0


class FeedStatus(Struct, frozen=True, kw_only=True):
    """What is held of one feed."""

    feed: str
    database: Database
    generation: str
    revision: int
    as_of: datetime
    age_s: int
    stale: bool
    records: int
    fresh_for_hours: float | None = None
    publisher: str | None = None
    vouched: bool = True
    """False where no manifest came with the delivery."""
    degraded: str = ""
    previous: str | None = None
    """The generation that `rollback` would serve."""
    changes: int = 0
    """Since the snapshot: the publisher's deltas, and submissions of owners."""


class JournalStatus(Struct, frozen=True, kw_only=True):
    """How the journal is kept."""

    sealed_to: str = ""
    """Id of the auditor's key that what is asked is sealed to; empty: in the clear."""
    signed_by: str = ""
    """Id of the key that signs checkpoints; empty: none are signed."""
    broken: bool = False
    """It cannot be written, so nothing is answered; a problem says why."""
    unflushed_s: float = 0.0
    """How long entries have waited to be on disk."""
    unsigned_s: float | None = None
    """Since it was looked last whether a checkpoint is due; None where nobody does."""


class Status(Struct, frozen=True, kw_only=True):
    """What a service or a data folder holds."""

    feeds: tuple[FeedStatus, ...]
    problems: tuple[str, ...] = ()
    version: str = ""
    started_at: datetime | None = None
    workers: int = 0
    journal: JournalStatus | None = None
    """None where it is not known."""
    certificate_ends: datetime | None = None
    """When the service's certificate does; None without TLS."""
    register: RegisterStatus | None = None
    """None where callers are not told apart."""
    quotas: tuple[QuotaStatus, ...] = ()
    """Of callers that asked of late, whoever is nearest to the end of it first."""
    quarantine: tuple[QuarantineStatus, ...] = ()
    """What is held back."""
    writer: str = ""
    """`ready` or `away`; empty where owners write nothing here."""
