"""What the commands of `audit` print of questions and of segments."""

from collections.abc import Sequence
from datetime import datetime

import typer
from msgspec import to_builtins

from screening.audit.history import Told
from screening.audit.purge import Due
from screening.audit.tracing import Change, Traced
from screening.cli import as_json as json
from screening.cli.words import many, printable, rfc3339, when


def question(told: Told) -> json.Json:
    """Return one question as remembered: its place, its core, and what was opened."""
    what = told.what
    fields: json.Json = {"place": told.place} | to_builtins(what.core)
    fields["caller"] = what.core.caller
    if what.matter is not None:
        fields |= to_builtins(what.matter)
    if what.sealed_to:
        fields["sealed_to"] = what.sealed_to
    return fields


def show(told: Told) -> None:
    """Print one question: when, who, why, what came of it, where it stands; what it was."""
    core, matter = told.what.core, told.what.matter
    who = (core.caller, core.checkpoint, core.unit, core.device)
    by = f"user {matter.user}" if matter and matter.user else ""
    came = (core.kind, core.method, core.answer, core.cause)
    line = (when(core.at), *who, by, core.purpose, *came, told.place)
    typer.echo(printable("  ".join(filter(None, line))))
    if matter is not None:
        asked = {"asked": matter.question, "shown": list(matter.names)}
        typer.echo(f"    {printable(json.text(asked))}")


def trace(found: Traced, record: str) -> json.Json:
    """Return what became of *record*: who changed it, who was shown it."""
    return {
        "record": record,
        "changed": list(map(_change, found.changed)),
        "shown": list(map(question, found.shown)),
    }


def show_trace(found: Traced) -> None:
    """Print the same, a line for each change; then who was shown the record."""
    for each in found.changed:
        told = _change(each)
        revision = f"revision {each.revision}" if each.revision else ""
        words = (when(each.sent.what.core.at), told["caller"], each.how)
        line = (*words, each.answer, revision, told["place"])
        typer.echo(printable("  ".join(filter(None, line))))
    for shown in found.shown:
        show(shown)
    changed, shows = len(found.changed), len(found.shown)
    typer.echo(f"changed {many(changed, 'time')}, shown {many(shows, 'time')}")


def _change(change: Change) -> json.Json:
    core = change.sent.what.core
    told: json.Json = {
        "place": change.sent.place,
        "at": rfc3339(core.at),
        "caller": core.caller,
        "change": change.how,
        "answer": change.answer,
    }
    if change.revision:
        told["revision"] = change.revision
    if change.became is not None:
        told["answered"] = change.became.place
    return told


def purge(gone: Sequence[Due], before: datetime, *, dry_run: bool) -> json.Json:
    """Return what a purge removed, or would have."""
    segments = [
        {
            "segment": _place(old),
            "entries": old.entries,
            "first": rfc3339(old.first),
            "last": rfc3339(old.last),
        }
        for old in gone
    ]
    return {"before": rfc3339(before), "dry_run": dry_run, "segments": segments}


def show_purge(gone: Sequence[Due], before: datetime, *, dry_run: bool) -> None:
    """Print the same, a line for each segment."""
    for old in gone:
        span = f"{when(old.first)} to {when(old.last)}"
        typer.echo(f"{_place(old)}: {_entries(old.entries)}, {span}")
    verb = "would be removed" if dry_run else "removed"
    typer.echo(f"{many(len(gone), 'segment')} {verb}, all before {when(before)}")


def _entries(count: int) -> str:
    """Return how many entries there are.

    >>> _entries(1), _entries(2_000)
    ('1 entry', '2,000 entries')
    """
    return "1 entry" if count == 1 else f"{count:,} entries"


def _place(old: Due) -> str:
    return f"{old.path.parent.name}/{old.path.stem}"
