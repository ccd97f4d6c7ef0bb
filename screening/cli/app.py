"""The commands, put together: what `screening --help` lists."""

from collections.abc import Callable
from typing import Annotated

import typer

from screening import __version__
from screening.cli import (
    asking,
    audit_keys,
    auditing,
    batching,
    loading,
    owning,
    pki,
    quarantining,
    registering,
    serving,
    upkeep,
)

_Command = tuple[Callable[..., object], tuple[str, ...]]
_COMMANDS: tuple[_Command, ...] = (
    (
        loading.load,
        (
            "screening load interpol-sltd.csv.zst --data DATA",
            "screening load lost.csv --data DATA --feed lost --database documents",
        ),
    ),
    (loading.apply, ("screening apply sltd-43.csv sltd-44.csv --data DATA",)),
    (
        serving.serve,
        (
            "screening serve --data DATA --workers 2",
            "screening serve --data DATA --thresholds manifest=0.6,0.9",
            "screening serve --data DATA --listen 0.0.0.0:50051 \\",
            "    --tls-certificate server.pem --tls-key server.key \\",
            "    --client-roots CA/authority.pem --revoked CA/revoked.pem \\",
            "    --trust-domain screening.example",
            "screening serve --data DATA --pilot-owner UTO=utopia-lost",
        ),
    ),
    (
        asking.check,
        (
            "screening check --data DATA --number L898902C3 --state UTO",
            "screening check --server 127.0.0.1:50051 --vin 1M8GDM9AXKP042788",
            "screening check --server screening.example:50051 --number L898902C3 \\",
            "    --state UTO --certificate harbour-3.pem --key harbour-3.key \\",
            "    --roots authority.pem",
            "screening check --data DATA --plate UT123AB --state UTO --json",
            "screening check --data DATA --name 'Anna Maria Eriksson' --born 1974-08-12",
            "screening check --data DATA \\",
            "    --mrz 'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<' \\",
            "    --mrz 'L898902C36UTO7408122F1204159ZE184226B<<<<<10'",
        ),
    ),
    (batching.batch, ("screening batch passengers.csv --server 127.0.0.1:50051",)),
    (
        owning.submit,
        (
            "screening submit today.csv --server 127.0.0.1:50051 --feed utopia-lost",
            "screening submit cars.jsonl --server 127.0.0.1:50051 --feed utopia-cars \\",
            "    --database vehicles --reason 'found again'",
        ),
    ),
    (
        owning.records,
        ("screening records --server 127.0.0.1:50051 --feed utopia-lost --json",),
    ),
    (
        owning.quality,
        ("screening quality --server 127.0.0.1:50051 --feed utopia-lost",),
    ),
    (upkeep.status, ("screening status --data DATA --json",)),
    (upkeep.verify, ("screening verify --data DATA",)),
    (upkeep.rollback, ("screening rollback --feed interpol-sltd --data DATA",)),
)
"""Each command, and examples of it for its help."""
_GROUPS: tuple[tuple[str, str, tuple[_Command, ...]], ...] = (
    (
        "pki",
        "A certificate authority of one's own: who may call, and until when.",
        (
            (
                pki.init,
                ("screening pki init --ca CA --trust-domain screening.example",),
            ),
            (
                pki.issue,
                (
                    "screening pki issue UTO/checkpoint/harbour-3 --ca CA --out certificates",
                    "screening pki issue --host 127.0.0.1 --host localhost --ca CA",
                ),
            ),
            (
                pki.revoke,
                ("screening pki revoke UTO/checkpoint/harbour-3 --ca CA",),
            ),
            (pki.list_, ("screening pki list --ca CA --json",)),
        ),
    ),
    (
        "register",
        "The register of callers: who may ask what.",
        ((registering.check, ("screening register check callers.toml",)),),
    ),
    (
        "quarantine",
        "What is held back at once, without deleting it: a feed, an owner, a status.",
        (
            (
                quarantining.add,
                ("screening quarantine add --owner UTO --status revoked --data DATA",),
            ),
            (quarantining.list_, ("screening quarantine list --data DATA",)),
            (
                quarantining.lift,
                ("screening quarantine lift --owner UTO --status revoked --data DATA",),
            ),
        ),
    ),
    (
        "audit",
        "Prove, read and purge what is remembered of every question.",
        (
            (
                auditing.verify,
                (
                    "screening audit verify --data DATA",
                    "screening audit verify --data DATA --signed-by signing.pub \\",
                    "    --witness CHECKPOINT-of-yesterday",
                ),
            ),
            (
                auditing.export,
                (
                    "screening audit export --data DATA --since 2026-11-01 > november.jsonl",
                    "screening audit export --data DATA --key auditor.key",
                ),
            ),
            (
                auditing.sample,
                (
                    "screening audit sample --data DATA --seed 2026-11 --count 20",
                    "screening audit sample --data DATA --seed 2026-11 --weight uniform",
                ),
            ),
            (
                auditing.trace,
                (
                    "screening audit trace --data DATA --key auditor.key \\",
                    "    feeds/lost/documents/L898902C3.UTO.UTO.UTO-1",
                ),
            ),
            (auditing.purge, ("screening audit purge --data DATA --dry-run",)),
            (
                audit_keys.keys,
                (
                    "screening audit keys --out auditor",
                    "screening audit keys --data DATA --auditor auditor/auditor.pub",
                ),
            ),
        ),
    ),
)
"""Commands that belong together: their first word, what they are for, and each of them."""

_EXITS = """\
\b
Exit codes:
  0  done; for check and batch: no record found
  1  refused or failed
  2  the command line cannot be understood
  3  hit
  4  only possible matches"""

app = typer.Typer(
    name="screening",
    rich_markup_mode=None,  # help that reads the same on a terminal and in a page
    pretty_exceptions_enable=False,
    epilog=_EXITS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 88},
)


def _version(asked: bool) -> None:  # noqa: FBT001 -- typer hands the flag over so
    if asked:
        typer.echo(f"screening {__version__}")
        raise typer.Exit


@app.callback()
def screening(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Screen documents, persons and vehicles against lists of the lost and the sought."""


def _add(to: typer.Typer, commands: tuple[_Command, ...]) -> None:
    for command, examples in commands:
        lines = ["\b", "Example:" if len(examples) == 1 else "Examples:"]
        epilog = "\n".join(lines + [f"  {line}" for line in examples])
        to.command(_name(command), epilog=epilog)(command)


def _name(command: Callable[..., object]) -> str:
    return command.__name__.removesuffix("_")  # of `list_`, which would hide `list`


_add(app, _COMMANDS)
for _first, _says, _commands in _GROUPS:
    _group = typer.Typer(help=_says, rich_markup_mode=None, no_args_is_help=True)
    _add(_group, _commands)
    app.add_typer(_group, name=_first)


def command_names() -> list[str]:
    """Return the names of all commands, in the order of the help."""
    return [
        *(_name(command) for command, _ in _COMMANDS),
        *(
            f"{first} {_name(command)}"
            for first, _, commands in _GROUPS
            for command, _ in commands
        ),
    ]
