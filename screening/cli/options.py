"""Options that several commands share, spelt once."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from screening.cli.exits import BadUsage
from screening.errors import FeedRefused, Misused
from screening.policy.thresholds import DoorThresholds
from screening.policy.thresholds import Thresholds as Scores
from screening.queries import Door
from screening.tls import ClientTls

_THRESHOLDS_SAID = (
    "write DOOR=POSSIBLE,HIT, such as person=0.5,0.8; doors are " + ", ".join(Door)
)
_LOADED_INTO = "give the one that feeds were loaded into"
DATA_VARIABLE = "SCREENING_DATA"
"""Where `--data` is taken from when it is not given."""
CERTIFICATE_VARIABLE = "SCREENING_CERTIFICATE"
KEY_VARIABLE = "SCREENING_KEY"
ROOTS_VARIABLE = "SCREENING_ROOTS"
PURPOSE_VARIABLE = "SCREENING_PURPOSE"
"""Where the three of TLS are taken from, each by itself."""

Data = Annotated[
    Path | None,
    typer.Option(
        "--data",
        metavar="DIR",
        help=f"Folder the feeds are kept in (default: ${DATA_VARIABLE}).",
    ),
]
Server = Annotated[
    str | None,
    typer.Option("--server", metavar="HOST:PORT", help="Ask this service instead."),
]
Certificate = Annotated[
    Path | None,
    typer.Option(
        "--certificate",
        metavar="FILE",
        help=f"With --server: the caller's certificate (default: ${CERTIFICATE_VARIABLE}).",
    ),
]
Key = Annotated[
    Path | None,
    typer.Option(
        "--key",
        metavar="FILE",
        help=f"With --certificate: its private key (default: ${KEY_VARIABLE}).",
    ),
]
Roots = Annotated[
    Path | None,
    typer.Option(
        "--roots",
        metavar="FILE",
        help=f"With --certificate: who vouches for the service (default: ${ROOTS_VARIABLE}).",
    ),
]
Purpose = Annotated[
    str | None,
    typer.Option(
        "--purpose",
        metavar="WORD",
        help="With --server: why it is asked, such as BORDER_CHECK, where the service keeps "
        f"a register of callers (default: ${PURPOSE_VARIABLE}).",
    ),
]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print for programs, in the contract's words.")
]
Feed = Annotated[str, typer.Option("--feed", metavar="FEED", help="Name of the feed.")]
Wait = Annotated[
    float,
    typer.Option(
        "--wait",
        metavar="S",
        min=0,
        help="Wait so long for another writer of the feed to end.",
    ),
]

Thresholds = Annotated[
    list[str] | None,
    typer.Option(
        "--thresholds",
        metavar="DOOR=POSSIBLE,HIT",
        help="From which score on persons are answered as possible, and as hits; once "
        "for each door: person, traveller, manifest.",
    ),
]


class Visit(NamedTuple):
    """How a service is called: what is shown to it, and why it is asked."""

    tls: ClientTls | None = None
    purpose: str = ""


def visit(
    certificate: Path | None, key: Path | None, roots: Path | None, purpose: str | None
) -> Visit:
    """Return how a service is called, as options and the environment say."""
    why = purpose or os.environ.get(PURPOSE_VARIABLE, "")
    return Visit(client_tls(certificate, key, roots), why)


def client_tls(
    certificate: Path | None, key: Path | None, roots: Path | None
) -> ClientTls | None:
    """Return what to show to a service: all three, or None where none is given."""
    found = [
        given or _of_environment(variable)
        for given, variable in (
            (certificate, CERTIFICATE_VARIABLE),
            (key, KEY_VARIABLE),
            (roots, ROOTS_VARIABLE),
        )
    ]
    match found:
        case [Path() as certificate, Path() as key, Path() as roots]:
            return ClientTls(certificate=certificate, key=key, roots=roots)
        case [None, None, None]:
            return None
        case _:
            raise BadUsage("give --certificate, --key and --roots, all three or none")


def _of_environment(variable: str) -> Path | None:
    text = os.environ.get(variable)
    return Path(text) if text else None


def data_folder(data: Path | None) -> Path:
    """Return the folder of `--data`, or of the environment; `BadUsage` without one.

    It need not be there; what is there and no folder is refused.
    """
    given = data or _of_environment(DATA_VARIABLE)
    if given is None:
        raise BadUsage(f"no data folder: give --data DIR or set ${DATA_VARIABLE}")
    if given.is_file():
        reason = "it is a file, not a folder"
        raise FeedRefused(file=given, reason=reason, cure=_LOADED_INTO)
    return given


def existing_folder(data: Path | None, *, cure: str = _LOADED_INTO) -> Path:
    """Return the folder as `data_folder` does; one that is not there is refused.

    A mistyped path must not be taken for a service that knows nothing.
    """
    folder = data_folder(data)
    if not folder.is_dir():
        reason = "there is no such data folder"
        raise FeedRefused(file=folder, reason=reason, cure=cure)
    return folder


def held_folder(data: Path | None) -> Path:
    """Return the folder as `existing_folder` does; one that is no data folder is refused.

    Nothing is wrong with a folder that holds nothing, and so a mistyped path must not be
    proved. One that may not be looked into is returned: whoever reads it says so.
    """
    from screening.audit import journal_folder
    from screening.storage.feed_folder import feeds_folder

    folder = existing_folder(data)
    is_open = os.access(folder, os.X_OK)
    if is_open and not (
        feeds_folder(folder).exists() or journal_folder(folder).exists()
    ):
        raise FeedRefused(
            file=folder,
            reason="this is no data folder: it has neither feeds nor a journal",
            cure="give the right one with --data, or load a feed into it first",
        )
    return folder


def held_feeds(folder: Path) -> list[str]:
    """Return the names of the feeds that are held in *folder*, in order."""
    from screening.storage.feed_folder import FeedFolder, feeds_folder

    names = sorted(path.name for path in feeds_folder(folder).glob("*/"))
    return [name for name in names if FeedFolder(folder, name).current() is not None]


def require_held(folder: Path, feed: str) -> None:
    """Raise `FeedRefused` unless a feed of that name is held in *folder*."""
    from screening.feeds.manifest import is_feed_name
    from screening.storage.feed_folder import FeedFolder

    if not is_feed_name(feed) or FeedFolder(folder, feed).current() is None:
        raise FeedRefused(
            file=feed,
            reason="no such feed is held",
            cure="`screening status` names those that are",
        )


def utf8(text: str | None, option: str) -> str | None:
    """Return *text*; `BadUsage` where the shell handed over bytes that are no text."""
    if text is not None and not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise BadUsage(f"{option} is not UTF-8 text") from error
    return text


def door_thresholds(texts: Sequence[str] | None) -> DoorThresholds:
    """Return the thresholds that options spell; the usual ones of doors not named.

    >>> door_thresholds(["person=0.6,0.9"]).person
    Thresholds(possible=0.6, hit=0.9)
    """
    given: dict[str, Scores] = {}
    for text in texts or ():
        door, _, scores = text.partition("=")
        if door not in list(Door):
            raise BadUsage(f"--thresholds {text!r} names no door; {_THRESHOLDS_SAID}")
        if door in given:
            raise BadUsage(f"--thresholds is given twice for the door {door}")
        given[door] = _scores(text, scores)
    return DoorThresholds(**given)


def _scores(text: str, scores: str) -> Scores:
    possible, _, hit = scores.partition(",")
    try:
        return Scores(possible=float(possible), hit=float(hit))
    except ValueError:
        raise BadUsage(f"--thresholds {text!r}: {_THRESHOLDS_SAID}") from None
    except Misused as error:
        raise BadUsage(f"--thresholds {text!r}: {error}") from None
