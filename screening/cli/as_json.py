"""Answers as the contract's JSON: its names, no key renamed, absent things left out."""

import json
from dataclasses import asdict
from typing import Any

from msgspec import structs, to_builtins

from screening.cli.words import rfc3339
from screening.index.persons.codec import fields_of
from screening.queries import Hit, Reading, Screening, Searched, Status
from screening.records import PersonRecord, Record

Json = dict[str, Any]

_FIELDS = (
    *("document_code", "issuing_state", "document_number", "nationality"),
    *("birth_date", "sex", "expiry_date", "optional_data"),
    *("primary_identifier", "secondary_identifier"),
)
DIGITS = (
    "document_number",
    "birth_date",
    "expiry_date",
    "personal_number",
    "composite",
)
"""As they stand in the zone; a wire may have changed their order."""


def text(value: Json) -> str:
    """Return *value* on one line."""
    return json.dumps(value, ensure_ascii=False)


def screening(answer: Screening) -> Json:
    """Return the object that `check --json` prints."""
    told: Json = {
        "answer": answer.answer,
        "hits": [hit(each) for each in answer.hits],
        "searched": [searched(each) for each in answer.searched],
    }
    if answer.cut:
        told["cut"] = True
    if answer.gaps:
        told["gaps"] = list(answer.gaps)
    if answer.notes:
        told["notes"] = list(answer.notes)
    if answer.excluded:
        told["excluded"] = answer.excluded
    if answer.reading is not None:
        told["reading"] = reading(answer.reading)
    return told | {"duration_us": answer.duration_us}


def hit(found: Hit) -> Json:
    """Return one record that matched."""
    told: Json = {
        "feed": found.feed,
        "database": found.database,
        "match": found.match,
        "answer": found.answer,
        "score": found.score,
        "name": found.name,
        "record": record(found.record),
        "advice": {"code": found.advice.code, "text": found.advice.text},
        "matched_on": found.matched_on,
    }
    if found.explanation is not None:
        told["explanation"] = to_builtins(found.explanation)
    if found.specimen:
        told["specimen"] = True
    if found.changed_positions:
        told["changed_positions"] = list(found.changed_positions)
    return told


def record(filed: Record) -> Json:
    """Return the fields of a record that its owner filled."""
    if isinstance(filed, PersonRecord):
        return fields_of(filed)
    return _present(asdict(filed))


def searched(feed: Searched) -> Json:
    """Return one feed that was searched."""
    told: Json = {
        "feed": feed.feed,
        "database": feed.database,
        "revision": feed.revision,
        "as_of": rfc3339(feed.as_of),
        "age_s": feed.age_s,
        "stale": feed.stale,
    }
    return told | ({"degraded": feed.degraded} if feed.degraded else {})


def reading(zone: Reading) -> Json:
    """Return what a machine readable zone says."""
    told: Json = {
        "format": zone.format,
        "fields": {name: zone.fields[name] for name in _FIELDS if name in zone.fields},
        "check_digits": check_digits(zone),
        "name_truncated": zone.name_truncated,
        "birth_date": zone.birth_date,
        "expiry_date": zone.expiry_date,
    }
    if zone.warnings:
        told["warnings"] = list(zone.warnings)
    return _present(told)


def check_digits(zone: Reading) -> dict[str, bool]:
    """Return the verdict on each digit, in the order of the zone."""
    held = zone.check_digits
    return {name: held[name] for name in DIGITS if name in held}


def status(held: Status) -> Json:
    """Return the object that `status --json` prints."""
    told: Json = {"feeds": [], "problems": list(held.problems)}
    for feed in held.feeds:
        fields = structs.asdict(feed) | {"as_of": rfc3339(feed.as_of)}
        if not feed.degraded:
            del fields["degraded"]
        told["feeds"].append(_present(fields))
    if held.version:
        told["version"] = held.version
    if held.started_at is not None:
        told["started_at"] = rfc3339(held.started_at)
    if held.workers:
        told["workers"] = held.workers
    if held.journal is not None:
        told["journal"] = _present(structs.asdict(held.journal))
    return told | _standing(held)


def _standing(held: Status) -> Json:
    """Return what a service says to who runs it; nothing of what it has not."""
    told: Json = {}
    if held.certificate_ends is not None:
        told["certificate_ends"] = rfc3339(held.certificate_ends)
    if held.register is not None:
        told["register"] = structs.asdict(held.register)
    if held.quotas:
        told["quotas"] = [structs.asdict(each) for each in held.quotas]
    if held.quarantine:
        told["quarantine"] = [_present(structs.asdict(r)) for r in held.quarantine]
    return told | ({"writer": held.writer} if held.writer else {})


def _present(fields: Json) -> Json:
    return {name: value for name, value in fields.items() if value is not None}
