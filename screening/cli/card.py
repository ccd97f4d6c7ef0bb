"""The card of one answer: what was found, what to do now, what was searched, how old.

The word is *no record found in data as of T*, never *clear*: an empty answer says
nothing about what was not on file (law 3).
"""

from collections.abc import Iterator, Sequence

from rich.text import Text

from screening.cli import person_card
from screening.cli.as_json import check_digits
from screening.cli.page import Page
from screening.cli.questions import Question
from screening.cli.words import (
    MATCHES,
    VEHICLE_MARKS,
    many,
    printable,
    searched,
    state,
    took,
    when,
)
from screening.normalize.documents import document_number
from screening.queries import (
    Answer,
    DocumentQuery,
    Hit,
    Match,
    Reading,
    Screening,
    TravellerQuery,
    ZoneQuery,
)
from screening.records import Database, DocumentRecord, PersonRecord, VehicleRecord

_BAD, _DOUBTFUL = "bold red", "bold yellow"
_STANDING_GAP = f"{Database.PERSONS}:"
"""What the gap that every traveller's answer has begins with: any other is news."""
_STYLES = {
    Answer.HIT: _BAD,
    Answer.POSSIBLE: _DOUBTFUL,
    Answer.REFER: _DOUBTFUL,
    Answer.NO_RECORD: "bold",
}


def show(page: Page, question: Question, answer: Screening) -> None:
    """Print the card of *answer*."""
    page.heading(_verdict(answer), _STYLES[answer.answer])
    for hit in answer.hits:
        page.gap()
        _show_hit(page, hit, _asked_number(question, answer.reading, hit.matched_on))
    if answer.cut:
        page.gap()
        page.line("more", "more records matched than are shown", _DOUBTFUL)
    page.gap()
    if answer.excluded:
        left = many(answer.excluded, "record")
        page.line("left out", f"{left} that you said is somebody else", _DOUBTFUL)
    if answer.reading is not None:
        _show_reading(page, answer.reading)
    for note in answer.notes:
        page.line("note", note)
    for feed in answer.searched:
        page.line("searched", searched(feed), _DOUBTFUL if feed.stale else "")
    for reason in answer.gaps:
        is_standing = reason.startswith(_STANDING_GAP)
        page.line("not searched", reason, "dim" if is_standing else _DOUBTFUL)
    page.line("took", took(answer.duration_us), "dim")


def _verdict(answer: Screening) -> str:
    sure = sum(hit.answer is Answer.HIT for hit in answer.hits)
    possible = len(answer.hits) - sure
    if answer.answer is Answer.HIT:
        beside = f", and {possible:,} possible" if possible else ""
        return f"HIT: {many(sure, 'record')}{beside}"
    if answer.answer is Answer.POSSIBLE:
        return f"POSSIBLE ONLY: {_possible(answer.hits)}"
    if answer.answer is Answer.REFER:
        return "REFER to the border authority: more is not for carriers"
    oldest = min(feed.as_of for feed in answer.searched)
    return f"NO RECORD FOUND in data as of {when(oldest)}"


def _possible(hits: Sequence[Hit]) -> str:
    matches = {hit.match for hit in hits}
    if matches == {Match.POSSIBLE_MISREAD}:
        found = many(len(hits), "look-alike")
        return f"{found}; nothing is known about this very document"
    if matches == {Match.NAME}:
        found = many(len(hits), "person")
        return f"{found} of a similar name; a namesake is likely"
    return f"{many(len(hits), 'record')} to compare; nothing is certain"


def _show_hit(page: Page, hit: Hit, asked: str) -> None:
    is_possible = hit.answer is not Answer.HIT
    page.heading(f"  {_what(hit)}", _DOUBTFUL if is_possible else _BAD)
    if hit.specimen:
        page.line("SPECIMEN", "for tests, nobody's, and in no statistic")
    page.line("match", _how(hit))
    if hit.changed_positions:
        for label, text in _marked(asked, hit):
            page.line(label, text)
    person_card.show_why(page, hit)
    if isinstance(hit.record, PersonRecord):
        person_card.show_person(page, hit.record)
    page.line("reported", _reported(hit))
    page.line("do now", hit.advice.text, "bold")
    page.line("ask", f"{state(hit.record.owner)}, who filed the record")
    if hit.record.remarks:
        page.line("remarks", hit.record.remarks)
    page.line("record", hit.name, "dim")


def _what(hit: Hit) -> str:
    record = hit.record
    if isinstance(record, PersonRecord):
        return person_card.what(record)
    status = record.status.replace("_", " ").upper()
    if isinstance(record, VehicleRecord):
        return f"{status} vehicle: {', '.join(_marks(record))}"
    kind = record.document_type.replace("_", " ")
    numbers = record.document_number
    if record.number_to:
        numbers += f" to {record.number_to}"
    return f"{status} {kind} {numbers} of {state(record.issuing_state)}"


def _marks(record: VehicleRecord) -> Iterator[str]:
    if record.vin:
        yield f"VIN {record.vin}"
    if record.plate:
        yield f"plate {record.plate} of {state(record.plate_state or '')}"
    if record.engine_number:
        yield f"engine {record.engine_number}"
    looks = (record.colour, record.make, record.model, record.year)
    if any(looks):
        yield " ".join(look for look in looks if look)


def _how(hit: Hit) -> str:
    if isinstance(hit.record, PersonRecord):
        return person_card.how(hit)
    if isinstance(hit.record, VehicleRecord):
        words = VEHICLE_MARKS.get(hit.matched_on, MATCHES[hit.match])
    else:
        words = MATCHES[hit.match]
    by = ", by the number of the book" if hit.matched_on == "book_serial" else ""
    return f"{words}{by} ({hit.match})"


def _reported(hit: Hit) -> str:
    record = hit.record
    told = [f"record {record.record_id} in feed {hit.feed}"]
    if isinstance(record, PersonRecord):
        return told[0]
    if record.status_date or record.status_place:
        place = state(record.status_place) if record.status_place else ""
        event = record.status.replace("_", " ")
        told.append(" ".join(filter(None, (event, record.status_date, place))))
    if isinstance(record, DocumentRecord):
        told += [f"issued {record.date_of_issue}"] if record.date_of_issue else []
        told += [f"expires {record.date_of_expiry}"] if record.date_of_expiry else []
    return "; ".join(told)


def _asked_number(question: Question, reading: Reading | None, matched_on: str) -> str:
    """Return the number that led to a hit, as it is compared."""
    asked = ""
    document: Question | None = question
    if isinstance(question, TravellerQuery):
        document = question.document
    if isinstance(document, DocumentQuery):
        asked = document.document_number
        if matched_on == "book_serial":
            asked = document.book_serial or ""
    elif isinstance(question, ZoneQuery) and reading is not None:
        asked = reading.fields.get("document_number", "")
        if matched_on == "book_serial":
            asked = question.book_serial or ""
    return document_number(asked)


def _marked(asked: str, hit: Hit) -> Iterator[tuple[str, Text]]:
    """Yield both numbers, one below the other, and where they differ."""
    changed = {at - 1 for at in hit.changed_positions}
    yield "asked", _with_marks(asked, changed)
    record = hit.record
    if isinstance(record, DocumentRecord) and not record.number_to:
        yield "on file", _with_marks(document_number(record.document_number), changed)
    signs = "".join("^" if at in changed else " " for at in range(max(changed) + 1))
    yield "", Text(signs, _DOUBTFUL)


def _with_marks(number: str, changed: set[int]) -> Text:
    return Text.assemble(
        *(
            (char, _DOUBTFUL if at in changed else "")
            for at, char in enumerate(printable(number))
        )
    )


def _show_reading(page: Page, reading: Reading) -> None:
    fields = reading.fields
    told = [reading.format, fields.get("document_code", "")]
    told.append(state(fields.get("issuing_state", "")))
    told.append(f"number {fields.get('document_number', '')}")
    if reading.expiry_date:
        told.append(f"expiry {reading.expiry_date}")
    page.line("read", ", ".join(filter(None, told)))
    names = (fields.get("primary_identifier"), fields.get("secondary_identifier"))
    cut = " (cut short in the zone)" if reading.name_truncated else ""
    page.line("name", ", ".join(filter(None, names)) + cut)
    failed = [name for name, holds in check_digits(reading).items() if not holds]
    if failed:
        words = ", ".join(name.replace("_", " ") for name in failed)
        page.line("digits", f"FAILED: {words}; read the document again", _DOUBTFUL)
    else:
        page.line("digits", f"all {len(reading.check_digits)} check digits hold")
    for warning in reading.warnings:
        page.line("warning", warning, _DOUBTFUL)
