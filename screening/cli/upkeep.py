"""`status`, `verify` and `rollback`: what is served, whether it is whole, and back."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from screening.cli import as_json as json
from screening.cli.answering import status_of
from screening.cli.exits import ExitCode
from screening.cli.options import (
    AsJson,
    Certificate,
    Data,
    Feed,
    Key,
    Roots,
    Server,
    Wait,
    data_folder,
    existing_folder,
    held_folder,
    require_held,
    visit,
)

if TYPE_CHECKING:
    from screening.storage.verify import Finding


def status(
    *,
    data: Data = None,
    server: Server = None,
    certificate: Certificate = None,
    key: Key = None,
    roots: Roots = None,
    as_json: AsJson = False,
) -> int:
    """Say what is served, how old it is, and what is wrong.

    Exits with 1 if a feed cannot be served, or not as it should be; data that is older
    than its publisher promises is shown as STALE, and no failure.
    """
    from screening.cli.status_page import show

    called = visit(certificate, key, roots, None)
    held = status_of(data, server, called)
    if as_json:
        typer.echo(json.text(json.status(held)))
    else:
        sight = " that this caller may see" if called.tls else ""
        show(held, f"at {server}{sight}" if server else f"in {data_folder(data)}")
    is_well = not held.problems and not any(feed.degraded for feed in held.feeds)
    return ExitCode.DONE if is_well else ExitCode.FAILED


def verify(*, data: Data = None, as_json: AsJson = False) -> int:
    """Prove every generation, filter and journal.

    Exits with 1 if any is damaged or cannot be read. Reads everything that is held:
    minutes for the world's list.
    """
    from screening.audit import journal_folder
    from screening.audit.keys import known_signers
    from screening.audit.proof import prove
    from screening.storage.verify import verify as findings_of

    folder = held_folder(data)
    known = known_signers(folder)
    findings = [*findings_of(folder), *prove(journal_folder(folder), known)]
    return show_findings(findings, folder, as_json=as_json)


def show_findings(findings: Sequence["Finding"], folder: Path, *, as_json: bool) -> int:
    """Print what was proved in *folder*, and return the exit code: 0 if all is sound."""
    sound = all(finding.sound for finding in findings)
    if as_json:
        told = [asdict(finding) for finding in findings]
        typer.echo(json.text({"sound": sound, "findings": told}))
    else:
        for finding in findings:
            typer.echo(f"{_verdict(finding)} {finding.subject}: {finding.detail}")
        if not findings:
            typer.echo(f"nothing is held in {folder}")
    for line in _advice(findings):
        sys.stderr.write(f"screening: {line}\n")
    return ExitCode.DONE if sound else ExitCode.FAILED


def rollback(
    *, feed: Feed, data: Data = None, wait_s: Wait = 0.0, as_json: AsJson = False
) -> int:
    """Serve the generation of a feed that was served before.

    What owners changed since goes on counting.
    """
    from screening.engine import utc_now
    from screening.feeds.rollback import roll_back
    from screening.storage.feed_folder import FeedFolder

    require_held(existing_folder(data), feed)
    folder = FeedFolder(existing_folder(data), feed)
    with folder.lock(wait_s):
        done = roll_back(folder, now=utc_now())
    if as_json:
        typer.echo(json.text({"feed": feed, "was": done.was, "is": done.name}))
    else:
        typer.echo(f"{feed}: {done.name} is served again instead of {done.was}")
    for line in [*done.notes, *done.warnings]:
        sys.stderr.write(f"screening: {line}\n")
    return ExitCode.DONE


def _verdict(finding: "Finding") -> str:
    if finding.unread:
        return "UNREAD  "
    return "sound   " if finding.sound else "DAMAGED "


def _advice(findings: Sequence["Finding"]) -> Iterator[str]:
    """Yield what to do about what is not sound, a line for each kind."""
    damaged = {
        finding.subject.partition(" ")[0]
        for finding in findings
        if not finding.sound and not finding.unread
    }
    if "feed" in damaged:
        yield (
            "a feed is damaged; load a snapshot of it again, or `screening rollback`"
        )
    if "journal" in damaged:
        yield (
            "the journal is damaged; keep the file as it is, and tell whoever audits "
            "it: no command mends it"
        )
    if any(finding.unread for finding in findings):
        yield (
            "some of it cannot be read and is not proved; run this as the user whose "
            "data it is"
        )
