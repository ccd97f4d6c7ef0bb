"""Options of the commands of `audit`, spelt once."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from screening.cli.exits import BadUsage

if TYPE_CHECKING:
    from screening.audit.history import Period

KEEP_DAYS = 3 * 365 + 1
"""Three years."""
SAMPLE_COUNT = 20

Key = Annotated[
    Path | None,
    typer.Option(
        "--key",
        metavar="FILE",
        help="The auditor's private key: opens what was asked.",
    ),
]
Since = Annotated[
    str | None,
    typer.Option("--since", metavar="TIME", help="From this day or time on (UTC)."),
]
Until = Annotated[
    str | None,
    typer.Option("--until", metavar="TIME", help="Before this day or time (UTC)."),
]
SignedBy = Annotated[
    list[Path] | None,
    typer.Option(
        "--signed-by",
        metavar="FILE",
        help="Public signing key to trust, once for each, instead of those in the data "
        "folder: use your own copy.",
    ),
]
Witness = Annotated[
    list[Path] | None,
    typer.Option(
        "--witness",
        metavar="FILE",
        help="A CHECKPOINT file that was kept elsewhere; once for each.",
    ),
]
Count = Annotated[
    int, typer.Option("--count", metavar="N", min=1, help="How many are picked.")
]
Seed = Annotated[
    str,
    typer.Option(
        "--seed", metavar="TEXT", help="The same text picks the same questions."
    ),
]
Weight = Annotated[
    str,
    typer.Option(
        "--weight",
        metavar="HOW",
        help="hits: questions that found something, ten times as likely; uniform: all "
        "alike.",
    ),
]
Record = Annotated[
    str,
    typer.Argument(
        metavar="RECORD", help="Public name of the record, as answers give it."
    ),
]
KeepDays = Annotated[
    int,
    typer.Option(
        "--keep-days", metavar="N", min=1, help="Keep entries of the last N days."
    ),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Say what would go, and remove nothing.")
]


def period(since: str | None, until: str | None) -> "Period":
    """Return the stretch of time that the options say; `BadUsage` for what is no time."""
    from screening.audit.history import Period

    return Period(_time(since, "--since"), _time(until, "--until"))


def _time(text: str | None, option: str) -> datetime | None:
    """Return the time that *text* spells; in UTC where it does not say.

    >>> _time("2026-11-26", "--since").isoformat()
    '2026-11-26T00:00:00+00:00'
    """
    if text is None:
        return None
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise BadUsage(
            f"{option} {text!r} is no time; write 2026-11-26 or 2026-11-26T08:00"
        ) from None
    return time if time.tzinfo else time.replace(tzinfo=UTC)
