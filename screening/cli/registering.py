"""`register check`: whether a register of callers would be taken, and what it allows."""

from pathlib import Path
from typing import Annotated

import typer

from screening.cli import as_json as json
from screening.cli.exits import ExitCode
from screening.cli.options import AsJson
from screening.cli.words import printable

RegisterFile = Annotated[
    Path, typer.Argument(metavar="FILE", help="The register, a TOML file.")
]


def check(file: RegisterFile, *, as_json: AsJson = False) -> int:
    """Say whether a register would be taken: all that is wrong, or who may do what.

    A service looks at its register by itself, several times a second. One that is wrong
    it refuses whole, goes on with the one before, and says so in its log and status.
    """
    from screening.access.watching import WatchedRegister
    from screening.engine import utc_now
    from screening.errors import RegisterRefused

    now = utc_now()
    try:
        register = WatchedRegister(file, now=lambda: now).current
    except RegisterRefused as refused:
        if as_json:
            typer.echo(json.text({"taken": False, "faults": list(refused.faults)}))
        for fault in refused.faults:
            typer.echo(printable(f"{file}: {fault}"), err=True)
        return ExitCode.FAILED
    from screening.cli.register_page import fields_of, show

    if as_json:
        callers = [fields_of(entry, now) for entry in register.entries]
        typer.echo(json.text({"taken": True, "callers": callers}))
    else:
        show(register, now)
    return ExitCode.DONE
