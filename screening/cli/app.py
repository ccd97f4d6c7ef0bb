"""The commands, put together: what `screening --help` lists."""

from collections.abc import Callable
from typing import Annotated

import typer

from screening import __version__
from screening.cli import asking, batching, loading, owning, serving, upkeep

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
            "screening serve --data DATA --pilot-owner UTO=utopia-lost",
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


for _command, _examples in _COMMANDS:
    _lines = ["\b", "Example:" if len(_examples) == 1 else "Examples:"]
    app.command(epilog="\n".join(_lines + [f"  {line}" for line in _examples]))(
        _command
    )


def command_names() -> list[str]:
    """Return the names of all commands, in the order of the help."""
    return [command.__name__ for command, _ in _COMMANDS]
