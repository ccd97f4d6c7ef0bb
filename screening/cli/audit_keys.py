"""`audit keys`: the auditor's pair, made apart from the service, and the key that signs."""

from pathlib import Path
from typing import Annotated

import typer

from screening.cli import as_json as json
from screening.cli.exits import BadUsage, ExitCode
from screening.cli.options import AsJson, Data, existing_folder
from screening.cli.page import LABEL_CHARS

Out = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="DIR", help="Make the auditor's pair of keys in this folder."
    ),
]
AuditorKey = Annotated[
    Path | None,
    typer.Option(
        "--auditor",
        metavar="FILE",
        help="Seal the journal of --data to this public key, auditor.pub.",
    ),
]
NewSigningKey = Annotated[
    bool,
    typer.Option(
        "--new-signing-key", help="Make --data a signing key even if it has one."
    ),
]


def keys(
    *,
    data: Data = None,
    auditor: AuditorKey = None,
    out: Out = None,
    new_signing_key: NewSigningKey = False,
    as_json: AsJson = False,
) -> int:
    """Make the keys of a journal.

    The auditor makes a pair anywhere but on the service (--out), keeps auditor.key, and
    hands over auditor.pub. The operator gives that with --auditor: from the next start of
    the service on, what is asked is sealed to it, and checkpoints are signed by a key that
    is made in the data folder. Keep a copy of the public signing key elsewhere.
    """
    if out is not None and auditor is None:
        told = _made(out)
    elif auditor is not None and out is None:
        cure = "give the right one with --data, or make it first with mkdir"
        folder = existing_folder(data, cure=cure)
        told = _taken(folder, auditor, anew=new_signing_key)
    else:
        raise BadUsage(
            "give --out DIR to make the auditor's keys, or --auditor FILE to use them"
        )
    if as_json:
        typer.echo(json.text(told))
    else:
        for name, text in told.items():
            typer.echo(f"{name.replace('_', ' '):<{LABEL_CHARS}}  {text}")
    return ExitCode.DONE


def _made(out: Path) -> dict[str, str]:
    """Make the auditor's pair in *out*; return what to say of it."""
    from screening.audit.key_files import AUDITOR_PRIVATE, AUDITOR_PUBLIC
    from screening.audit.keys import make_auditor_keys

    return {
        "auditor": make_auditor_keys(out),
        "keep": str(out / AUDITOR_PRIVATE),
        "hand_over": str(out / AUDITOR_PUBLIC),
    }


def _taken(data: Path, auditor: Path, *, anew: bool) -> dict[str, str]:
    """Have *data* seal to *auditor*, and sign; return what to say of it."""
    from screening.audit.key_files import key_id, signing_public_file
    from screening.audit.keys import kept_keys, make_signing_key, take_auditor

    auditor_id = take_auditor(data, auditor)
    signing = kept_keys(data).signing
    if signing is None or anew:
        signer = make_signing_key(data)
    else:
        signer = key_id(signing.public_key())
    return {
        "sealed_to": auditor_id,
        "signed_by": signer,
        "copy": str(signing_public_file(data, signer)),
        "then": "restart the service",
    }
