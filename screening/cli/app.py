"""The commands, put together: what `screening --help` lists."""

from collections.abc import Callable, Sequence
from typing import Annotated

import typer

from screening import __version__
from screening.cli import (
    asking,
    batching,
    loading,
    quarantining,
    registering,
    serving,
    upkeep,
)

_COMMANDS: tuple[tuple[Callable[..., object], tuple[str, ...]], ...] = (
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
        ),
    ),
    (
        asking.check,
        (
            "screening check --data DATA --number L898902C3 --state UTO",
            "screening check --server 127.0.0.1:50051 --vin 1M8GDM9AXKP042788",
            "screening check --data DATA --plate UT123AB --state UTO --json",
            "screening check --data DATA --name 'Anna Maria Eriksson' --born 1974-08-12",
            "screening check --data DATA \\",
            "    --mrz 'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<' \\",
            "    --mrz 'L898902C36UTO7408122F1204159ZE184226B<<<<<10'",
        ),
    ),
    (batching.batch, ("screening batch passengers.csv --server 127.0.0.1:50051",)),
    (upkeep.status, ("screening status --data DATA --json",)),
    (upkeep.verify, ("screening verify --data DATA",)),
    (upkeep.rollback, ("screening rollback --feed interpol-sltd --data DATA",)),
)
"""Each command, and examples of it for its help."""

_GROUPS: tuple[
    tuple[str, str, tuple[tuple[str, Callable[..., object]], ...], tuple[str, ...]], ...
] = (
    (
        "register",
        "Look after the register of callers: who may ask what.",
        (("check", registering.check),),
        ("screening register check callers.toml",),
    ),
    (
        "quarantine",
        "Hold back a feed, an owner or a status at once, without deleting.",
        (
            ("add", quarantining.add),
            ("list", quarantining.list_),
            ("lift", quarantining.lift),
        ),
        (
            "screening quarantine add --owner UTO --status revoked --data DATA",
            "screening quarantine list --data DATA",
            "screening quarantine lift --owner UTO --status revoked --data DATA",
        ),
    ),
)
"""Each group of commands: its name, what it is for, its commands, and examples."""

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


def _epilog(examples: Sequence[str]) -> str:
    lines = ["\b", "Example:" if len(examples) == 1 else "Examples:"]
    return "\n".join(lines + [f"  {line}" for line in examples])


for _command, _examples in _COMMANDS:
    app.command(epilog=_epilog(_examples))(_command)
for _name, _help, _members, _examples in _GROUPS:
    _group = typer.Typer(
        rich_markup_mode=None,
        help=_help,
        epilog=_epilog(_examples),
    )
    for _member, _command in _members:
        _group.command(_member, epilog=_epilog(_examples))(_command)
    app.add_typer(_group, name=_name)


def command_names() -> list[str]:
    """Return the names of all commands and groups, in the order of the help."""
    return [command.__name__ for command, _ in _COMMANDS] + [
        name for name, *_ in _GROUPS
    ]
