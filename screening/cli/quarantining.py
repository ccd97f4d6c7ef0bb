"""`quarantine add`, `list` and `lift`: what is held and not answered, at once."""

from typing import Annotated

import msgspec
import typer

from screening.cli import as_json as json
from screening.cli.exits import BadUsage, ExitCode
from screening.cli.options import AsJson, Data, existing_folder, require_held
from screening.records import DocumentStatus, Notice, VehicleStatus
from screening.storage.quarantine import Rule, changing, read_rules

_STATUSES = tuple(dict.fromkeys([*DocumentStatus, *VehicleStatus, *Notice]))

OfFeed = Annotated[
    str | None, typer.Option("--feed", metavar="FEED", help="Records of this feed.")
]
OfOwner = Annotated[
    str | None,
    typer.Option("--owner", metavar="STATE", help="Records that this owner filed."),
]
OfStatus = Annotated[
    str | None,
    typer.Option(
        "--status",
        metavar="STATUS",
        help="Records of this status, such as revoked, or persons of this notice.",
    ),
]
Reason = Annotated[
    str, typer.Option("--reason", metavar="TEXT", help="Why, for other operators.")
]


def add(
    *,
    feed: OfFeed = None,
    owner: OfOwner = None,
    status: OfStatus = None,
    reason: Reason = "",
    data: Data = None,
    as_json: AsJson = False,
) -> int:
    """Hold back what agrees with all options: not answered, and not deleted.

    Every worker and every program over the folder keeps to it within half a second.
    Answers say that something is held back, so none of them reads as if all was searched.
    """
    from screening.engine import utc_now

    since = utc_now().isoformat(timespec="seconds")
    folder = existing_folder(data)
    if feed is not None:
        require_held(folder, feed)
    wanted = _rule(feed, owner, status)
    rule = msgspec.structs.replace(wanted, reason=reason, since=since)
    with changing(folder) as (before, after):
        is_new = all(rule.what != held.what for held in before)
        if is_new:
            after.append(rule)
    return _said(rule, "is in quarantine", changed=is_new, as_json=as_json)


def lift(
    *,
    feed: OfFeed = None,
    owner: OfOwner = None,
    status: OfStatus = None,
    data: Data = None,
    as_json: AsJson = False,
) -> int:
    """Answer again what was held back by the same options.

    Also of a feed that is held no longer.
    """
    rule, folder = _rule(feed, owner, status), existing_folder(data)
    with changing(folder) as (before, after):
        after[:] = [held for held in before if held.what != rule.what]
        is_lifted = len(after) < len(before)
        if feed is not None and not is_lifted:
            require_held(folder, feed)  # a mistyped name is not answered again
    return _said(rule, "is answered again", changed=is_lifted, as_json=as_json)


def list_(*, data: Data = None, as_json: AsJson = False) -> int:
    """Say what is held back, since when and why."""
    rules = read_rules(existing_folder(data))
    if as_json:
        told = [msgspec.structs.asdict(rule) for rule in rules]
        typer.echo(json.text({"quarantine": told}))
        return ExitCode.DONE
    for rule in rules:
        why = f": {rule.reason}" if rule.reason else ""
        typer.echo(f"{_named(rule)}, since {rule.since}{why}")
    if not rules:
        typer.echo("nothing is in quarantine")
    return ExitCode.DONE


def _rule(feed: str | None, owner: str | None, status: str | None) -> Rule:
    """Return the rule that options name; the State is folded, a wrong word refused."""
    from screening.normalize.states import is_known, issuing_state

    if not (feed or owner or status):
        raise BadUsage("give at least one of --feed, --owner and --status")
    if owner is not None and not is_known(owner):
        raise BadUsage(f"--owner {owner!r} is no State or organization that is known")
    if status is not None and status not in _STATUSES:
        raise BadUsage(f"--status {status!r} is none; give {', '.join(_STATUSES)}")
    return Rule(feed=feed, owner=issuing_state(owner) if owner else None, status=status)


def _said(rule: Rule, what: str, *, changed: bool, as_json: bool) -> int:
    if as_json:
        told = msgspec.structs.asdict(rule) | {"changed": changed}
        typer.echo(json.text(told))
    else:
        already = "" if changed else " already"
        typer.echo(f"{_named(rule)} {what}{already}")
    return ExitCode.DONE


def _named(rule: Rule) -> str:
    """Return the rule in words.

    >>> _named(Rule(feed="lost", status="revoked"))
    'feed lost, status revoked'
    """
    named = (("feed", rule.feed), ("owner", rule.owner), ("status", rule.status))
    return ", ".join(f"{word} {value}" for word, value in named if value)
