"""`pki`: a small certificate authority of one's own, for a pilot and for tests."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from screening.callers import CallerName, caller_name
from screening.cli import as_json as json
from screening.cli.as_json import Json
from screening.cli.certificates import (
    entry_json,
    entry_lines,
    issued_json,
    issued_page,
)
from screening.cli.exits import BadUsage, ExitCode
from screening.cli.options import AsJson
from screening.cli.words import many
from screening.errors import CertificateRefused, NotACaller

if TYPE_CHECKING:
    from screening.pki.authority import Authority, Issued

CA_VARIABLE = "SCREENING_CA"
"""Where `--ca` is taken from when it is not given."""
DAYS_MAX = 3_650

Ca = Annotated[
    Path | None,
    typer.Option(
        "--ca",
        metavar="DIR",
        help=f"Folder the authority is kept in (default: ${CA_VARIABLE}).",
    ),
]
TrustDomain = Annotated[
    str,
    typer.Option(
        "--trust-domain",
        metavar="NAME",
        help="Whose certificates these are, such as screening.example.",
    ),
]
Days = Annotated[
    int | None,
    typer.Option(
        "--days",
        metavar="N",
        min=1,
        max=DAYS_MAX,
        help="How long it holds: by default 3,650 days for an authority, 7 for a "
        "caller, 30 for a server.",
    ),
]
Caller = Annotated[
    str | None,
    typer.Argument(
        metavar="STATE/KIND/NAME",
        help="The caller, such as UTO/checkpoint/harbour-3; for a server give --host.",
    ),
]
Host = Annotated[
    list[str] | None,
    typer.Option(
        "--host",
        metavar="HOST",
        help="For a server: a name or address it is called by; once for each.",
    ),
]
Out = Annotated[
    Path,
    typer.Option("--out", metavar="DIR", help="Folder for certificate and key."),
]
Name = Annotated[
    str | None,
    typer.Option(
        "--name",
        metavar="NAME",
        help="Files are NAME.pem and NAME.key (default: by the caller, or server).",
    ),
]
Which = Annotated[
    str,
    typer.Argument(
        metavar="SERIAL|STATE/KIND/NAME",
        help="A certificate by its serial, or all good ones of a caller.",
    ),
]


def init(
    *,
    ca: Ca = None,
    trust_domain: TrustDomain,
    days: Days = None,
    as_json: AsJson = False,
) -> int:
    """Make a certificate authority.

    Keep its folder where nobody else reads it, and away from the service: whoever has the
    key in it can be any caller. Services need copies of authority.pem (--client-roots) and
    revoked.pem (--revoked), clients one of authority.pem (--roots).
    """
    from screening.pki.authority import AUTHORITY_LIFETIME, Authority

    folder = _folder(ca)
    lifetime = _lifetime(days) or AUTHORITY_LIFETIME
    Authority.made(folder, trust_domain, now=_now, lifetime=lifetime)
    roots, revoked = str(folder / "authority.pem"), str(folder / "revoked.pem")
    _print(
        {"trust_domain": trust_domain, "roots": roots, "revoked": revoked},
        {"authority": f"of {trust_domain}", "roots": roots, "revoked": revoked},
        as_json=as_json,
    )
    return ExitCode.DONE


def issue(
    caller: Caller = None,
    *,
    ca: Ca = None,
    host: Host = None,
    out: Out = Path(),
    name: Name = None,
    days: Days = None,
    as_json: AsJson = False,
) -> int:
    """Issue a certificate, with a new key.

    What was there under the same names is replaced, as a rotation needs it: services and
    clients read it again by themselves.
    """
    authority = _authority(ca)
    if (caller is None) == (not host):
        raise BadUsage("give a caller as STATE/KIND/NAME, or --host for a server")
    issued, whose = _issued(authority, caller, host or [], _lifetime(days))
    files = issued.write(out, name or _file_name(caller))
    _print(
        issued_json(issued, files), issued_page(issued, whose, files), as_json=as_json
    )
    return ExitCode.DONE


def revoke(which: Which, *, ca: Ca = None, as_json: AsJson = False) -> int:
    """Take certificates back.

    Services that read the list of this authority (--revoked) keep them out from the next
    second on, on open connections too.
    """
    authority = _authority(ca)
    serials = _serials(authority, which)
    taken_back = [serial for serial in serials if authority.revoke(serial)]
    if as_json:
        typer.echo(json.text({"revoked": [f"{serial:x}" for serial in taken_back]}))
    else:
        already = "" if taken_back else f": {which} is revoked already, or has ended"
        typer.echo(f"revoked {many(len(taken_back), 'certificate')}{already}")
    return ExitCode.DONE


def list_(*, ca: Ca = None, as_json: AsJson = False) -> int:
    """List what was issued: whose, until when, taken back or not."""
    entries, now = _authority(ca).entries(), _now()
    if as_json:
        listed = [entry_json(entry, now) for entry in entries]
        typer.echo(json.text({"issued": listed}))
        return ExitCode.DONE
    for entry in entries:
        typer.echo("\n".join(entry_lines(entry, now)))
    if not entries:
        typer.echo("nothing was issued yet")
    return ExitCode.DONE


def _folder(ca: Path | None) -> Path:
    given = ca or os.environ.get(CA_VARIABLE)
    if not given:
        raise BadUsage(f"no authority: give --ca DIR or set ${CA_VARIABLE}")
    return Path(given)


def _authority(ca: Path | None) -> "Authority":
    from screening.pki.authority import Authority

    return Authority.opened(_folder(ca), now=_now)


def _issued(
    authority: "Authority",
    caller: str | None,
    hosts: Sequence[str],
    lifetime: timedelta | None,
) -> "tuple[Issued, str]":
    """Return what was issued, and whose it is."""
    more = {"lifetime": lifetime} if lifetime else {}
    if caller is None:
        return authority.issue_server(hosts, **more), ", ".join(hosts)
    named = _named(authority, caller)
    return authority.issue_caller(named, **more), named.uri


def _named(authority: "Authority", caller: str) -> CallerName:
    try:
        return caller_name(f"spiffe://{authority.trust_domain}/{caller}")
    except NotACaller as error:
        raise BadUsage(
            f"{caller!r} names no caller: {error.reason}; write STATE/KIND/NAME, such as "
            "UTO/checkpoint/harbour-3"
        ) from None


def _serials(authority: "Authority", which: str) -> list[int]:
    """Return the serials that *which* names."""
    if "/" in which:
        named, now = _named(authority, which), _now()
        entries = [each for each in authority.entries() if each.caller == named]
        if not entries:
            raise CertificateRefused(
                subject=which,
                reason="has no certificate from this authority",
                cure="`screening pki list` shows who has",
            )
        return [entry.serial for entry in entries if entry.is_good(now)]
    try:
        return [int(which, 16)]
    except ValueError:
        raise BadUsage(f"{which!r} is no serial, and no STATE/KIND/NAME") from None


def _file_name(caller: str | None) -> str:
    return caller.replace("/", "-") if caller else "server"


def _lifetime(days: int | None) -> timedelta | None:
    return timedelta(days=days) if days else None


def _print(told: Json, page: Json, *, as_json: bool) -> None:
    """Print *told* for programs, or *page* for people."""
    if as_json:
        typer.echo(json.text(told))
        return
    from screening.cli.page import Page

    lines = Page()
    for label, text in page.items():
        lines.line(label, text)


def _now() -> datetime:
    return datetime.now(UTC)
