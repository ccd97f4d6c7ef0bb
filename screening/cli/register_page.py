"""What a register allows, caller by caller: a page for people, fields for programs."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from screening.access.entries import Entry, Register
from screening.callers import CallerKind
from screening.cli.page import Page
from screening.cli.words import many, rfc3339, when

_TELLS = {
    CallerKind.CARRIER: '"refer" or "no record"',
    CallerKind.CHECKPOINT: "a summary",
}


def show(register: Register, now: datetime) -> None:
    """Print what *register* allows at *now*."""
    page = Page()
    for entry in register.entries:
        page.heading(entry.caller.uri)
        for label, text in _lines(entry, now):
            page.line(label, text)
        page.gap()
    page.heading(f"{many(len(register.by_caller), 'caller')}: taken")


def fields_of(entry: Entry, now: datetime) -> dict[str, object]:
    """Return what `register check --json` prints of one entry."""
    sight = entry.sight
    fields = {
        "who": entry.caller.uri,
        "kind": entry.caller.kind,
        "since": entry.since and rfc3339(entry.since),
        "until": rfc3339(entry.until),
        "over": entry.until <= now,
        "services": sorted(entry.services),
        "purposes": sorted(entry.purposes),
        "line": sight.line if entry.questions_per_minute else None,
        "databases": sorted(sight.databases) if sight.databases else None,
        "feeds": sorted(sight.feeds) if sight.feeds else None,
        "questions_per_minute": entry.questions_per_minute,
        "items_per_batch": entry.items_per_batch,
        "writes": sorted(entry.writes),
        "reports_others": entry.reports_others,
        "changes_per_minute": entry.changes_per_minute,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _lines(entry: Entry, now: datetime) -> Iterator[tuple[str, str]]:
    yield "holds", _time(entry, now)
    yield "may", _listed(entry.services)
    if entry.purposes:
        yield "purposes", _listed(entry.purposes)
    if entry.questions_per_minute:
        yield "asks", f"{many(entry.questions_per_minute, 'question')} a minute"
        yield "batches", f"of {many(entry.items_per_batch, 'item')} at the most"
        yield "searches", _searched(entry)
        yield "is told", _TELLS.get(entry.caller.kind, f"the {entry.sight.line} line")
    if entry.writes:
        others = ", documents of others too" if entry.reports_others else ""
        yield "writes", f"{_listed(entry.writes)}{others}"
        yield "changes", f"{many(entry.changes_per_minute, 'record')} a minute"


def _time(entry: Entry, now: datetime) -> str:
    since = f"from {when(entry.since)} " if entry.since else ""
    over = " (OVER)" if entry.until <= now else ""
    return f"{since}until {when(entry.until)}{over}"


def _searched(entry: Entry) -> str:
    of = "all feeds" if entry.sight.feeds is None else _listed(entry.sight.feeds)
    return f"{_listed(entry.sight.databases or ())}: {of}"


def _listed(words: Iterable[str]) -> str:
    return ", ".join(sorted(words)) or "nothing"
