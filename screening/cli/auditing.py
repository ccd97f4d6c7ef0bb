"""`audit`: the journal proved, exported, sampled, traced and purged."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from screening.cli import as_json as json
from screening.cli.audit_options import (
    KEEP_DAYS,
    SAMPLE_COUNT,
    Count,
    DryRun,
    KeepDays,
    Key,
    Record,
    Seed,
    SignedBy,
    Since,
    Until,
    Weight,
    Witness,
    period,
)
from screening.cli.exits import BadUsage, ExitCode
from screening.cli.options import AsJson, Data, held_folder
from screening.cli.upkeep import show_findings
from screening.cli.words import many

if TYPE_CHECKING:
    from screening.audit.history import Period, Told
    from screening.audit.keys import PublicSigners
    from screening.audit.notes import Checkpoint


def verify(
    *,
    data: Data = None,
    signed_by: SignedBy = None,
    witness: Witness = None,
    as_json: AsJson = False,
) -> int:
    """Prove that nothing in the journal was removed, altered, reordered or cut off.

    Exits with 1 if anything was, and names it: chain, segment and entry. Give public keys
    and checkpoints that you keep elsewhere, for who can write the data folder can write
    those in it as well.
    """
    from screening.audit import journal_folder
    from screening.audit.proof import prove

    folder = held_folder(data)
    known = _signers(folder, signed_by or ())
    witnesses = tuple(_witnesses(witness or (), known))
    findings = prove(journal_folder(folder), known, witnesses=witnesses)
    return show_findings(findings, folder, as_json=as_json)


def export(
    *,
    data: Data = None,
    key: Key = None,
    since: Since = None,
    until: Until = None,
    as_json: AsJson = False,
) -> int:
    """Print every question as JSON Lines; with the auditor's key, what was asked as well.

    Chain by chain, in the order they were recorded; each line names its place. A damaged
    chain ends where the damage is; then the command ends with 1 and names it.
    """
    from screening.cli.audit_output import question

    del as_json  # it is JSON anyway
    for told in _questions(data, key, period(since, until)):
        typer.echo(json.text(question(told)))
    return ExitCode.DONE


def sample(
    *,
    data: Data = None,
    count: Count = SAMPLE_COUNT,
    seed: Seed,
    weight: Weight = "hits",
    key: Key = None,
    since: Since = None,
    until: Until = None,
    as_json: AsJson = False,
) -> int:
    """Pick questions of which the user will be asked for a reason.

    The same seed picks the same questions, so that nobody can be said to have chosen them:
    agree on it beforehand. With --weight hits, questions that found something are ten times
    as likely to be picked as others; with uniform, all are alike.
    """
    from screening.audit.sampling import Weighting
    from screening.audit.sampling import sample as sampled
    from screening.cli.audit_output import question, show

    if weight not in tuple(Weighting):
        raise BadUsage(f"--weight {weight!r} is none of {', '.join(Weighting)}")
    questions = _questions(data, key, period(since, until))
    picked = sampled(questions, count=count, seed=seed, weighting=Weighting(weight))
    if as_json:
        told = [question(each) for each in picked]
        typer.echo(json.text({"seed": seed, "weight": weight, "questions": told}))
        return ExitCode.DONE
    for each in picked:
        show(each)
    said = "hits ten times as likely" if weight == "hits" else "all alike"
    typer.echo(f"{many(len(picked), 'question')} by seed {seed}, {said}")
    return ExitCode.DONE


def trace(
    record: Record,
    *,
    data: Data = None,
    key: Key = None,
    since: Since = None,
    until: Until = None,
    as_json: AsJson = False,
) -> int:
    """Say who filed, changed or withdrew a record, and who was shown it, and when.

    Of changes, those that its owner sent to the service: a file that was loaded is told by
    its report. Needs the auditor's key where the journal is sealed.
    """
    from screening.audit.tracing import traced
    from screening.cli.audit_output import show_trace
    from screening.cli.audit_output import trace as trace_as_json

    found = traced(_questions(data, key, period(since, until)), record)
    if as_json:
        typer.echo(json.text(trace_as_json(found, record)))
    else:
        show_trace(found)
    return ExitCode.DONE


def purge(
    *,
    data: Data = None,
    keep_days: KeepDays = KEEP_DAYS,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> int:
    """Remove entries that were kept long enough: three years, unless told otherwise.

    Whole segments go, and only if every entry in them is older; a segment spans 30 days at
    most, so entries stay that much longer. A signed note in the journal says where its
    chains begin from then on: `screening audit verify` proves the rest, and says what went.
    """
    from screening.audit.purge import due
    from screening.audit.purge import purge as purged
    from screening.cli.audit_output import purge as purge_as_json
    from screening.cli.audit_output import show_purge

    folder = held_folder(data)
    before = _now() - timedelta(days=keep_days)
    gone = due(folder, before) if dry_run else purged(folder, before=before, now=_now)
    if as_json:
        typer.echo(json.text(purge_as_json(gone, before, dry_run=dry_run)))
    else:
        show_purge(gone, before, dry_run=dry_run)
    return ExitCode.DONE


def _questions(
    data: Path | None, key: Path | None, period: "Period"
) -> Iterator["Told"]:
    from screening.audit import journal_folder
    from screening.audit.history import history
    from screening.audit.keys import auditor_private
    from screening.audit.sealing import Unsealing

    unsealing = Unsealing(auditor_private(key)) if key else None
    folder = journal_folder(held_folder(data))
    return history(folder, unsealing=unsealing, period=period)


def _signers(folder: Path, files: Sequence[Path]) -> "PublicSigners":
    from screening.audit.key_files import key_id
    from screening.audit.keys import known_signers, signing_public

    if not files:
        return known_signers(folder)
    return {key_id(public): public for public in map(signing_public, files)}


def _witnesses(files: Sequence[Path], known: "PublicSigners") -> Iterator["Checkpoint"]:
    from screening.audit.checkpoints import checkpoints_in
    from screening.audit.signatures import is_signed
    from screening.errors import KeyRefused

    for file in files:
        for checkpoint in checkpoints_in(file):
            if not is_signed(checkpoint, known):
                raise KeyRefused(
                    file=file,
                    reason=f"key {checkpoint.key} signed it, and is not known",
                    cure="give its public half with --signed-by",
                )
            yield checkpoint


def _now() -> datetime:
    return datetime.now(UTC)
