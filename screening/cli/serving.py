"""`serve`: the service, until it is told to stop."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from screening.callers import is_trust_domain
from screening.cli.exits import BadUsage
from screening.cli.options import (
    Data,
    Thresholds,
    door_thresholds,
    existing_folder,
    held_feeds,
)
from screening.cli.words import kept
from screening.tls import ServiceTls

if TYPE_CHECKING:
    from screening.config import Config
    from screening.ownership import OwnerRights

LISTEN = "127.0.0.1:50051"
WORKERS_MAX = 64
_PORT_MAX = 65_535
_LOG = logging.getLogger(__name__)

Listen = Annotated[
    str,
    typer.Option(
        "--listen",
        metavar="HOST:PORT",
        help="Where to listen: without TLS a loopback address; port 0 is any free one.",
    ),
]
Workers = Annotated[
    int,
    typer.Option(
        "--workers",
        metavar="N",
        min=1,
        max=WORKERS_MAX,
        help="Processes that answer; one for each core is plenty.",
    ),
]
PilotOwner = Annotated[
    str | None,
    typer.Option(
        "--pilot-owner",
        metavar="OWNER=FEED[,FEED]",
        help="For pilots on loopback: take every caller that sends changes for this data "
        "owner, and let it write these feeds.",
    ),
]

Metrics = Annotated[
    str | None,
    typer.Option(
        "--metrics",
        metavar="HOST:PORT",
        help="Tell metrics over HTTP to this machine, for Prometheus: 127.0.0.1:9464.",
    ),
]
LogFormat = Annotated[
    str,
    typer.Option(
        "--log-format",
        metavar="FORM",
        help="Log lines as text, or as json: one object a line, for machines.",
    ),
]
Register = Annotated[
    Path | None,
    typer.Option(
        "--register",
        metavar="FILE",
        help="Let in only callers that this register names, by their certificates.",
    ),
]


TlsCertificate = Annotated[
    Path | None,
    typer.Option(
        "--tls-certificate",
        metavar="FILE",
        help="The service's certificate; with it callers are told by theirs.",
    ),
]
TlsKey = Annotated[
    Path | None,
    typer.Option("--tls-key", metavar="FILE", help="Its private key."),
]
ClientRoots = Annotated[
    Path | None,
    typer.Option(
        "--client-roots",
        metavar="FILE",
        help="The authorities that issue callers' certificates.",
    ),
]
Revoked = Annotated[
    Path | None,
    typer.Option(
        "--revoked",
        metavar="FILE",
        help="Their lists of revoked certificates (CRLs); without it nobody's is.",
    ),
]
TrustDomain = Annotated[
    str | None,
    typer.Option(
        "--trust-domain",
        metavar="NAME",
        help="Which callers are ours: those named spiffe://NAME/STATE/KIND/NAME.",
    ),
]


def serve(
    *,
    data: Data = None,
    listen: Listen = LISTEN,
    workers: Workers = 1,
    register: Register = None,
    thresholds: Thresholds = None,
    tls_certificate: TlsCertificate = None,
    tls_key: TlsKey = None,
    client_roots: ClientRoots = None,
    revoked: Revoked = None,
    trust_domain: TrustDomain = None,
    pilot_owner: PilotOwner = None,
    metrics: Metrics = None,
    log_format: LogFormat = "text",
) -> int:
    """Serve a data folder over gRPC.

    With TLS every caller shows a certificate that names it; files of certificates are read
    again as they change. Without, only this machine may ask.

    New generations are served as they are published. Says on standard output where it
    listens once every worker answers. The first Ctrl-C (or SIGTERM) lets questions in
    flight finish, a second one ends everything.
    """
    from screening.audit.protection import journal_status
    from screening.config import Config
    from screening.server import log, supervisor

    if log_format not in log.FORMS:
        raise BadUsage(f"--log-format {log_format!r} is none; write text or json")
    host, port = _address(listen)
    if pilot_owner is not None and (tls_certificate or register):
        raise BadUsage(
            "--pilot-owner is for loopback: with TLS the register says who owns"
        )
    tls = _tls(tls_certificate, tls_key, client_roots, revoked, trust_domain)
    _require_both(tls, register)
    cure = "make it with mkdir, or load a feed into it first: it is not made here"
    config = Config(
        data=existing_folder(data, cure=cure),
        host=host,
        port=port,
        workers=workers,
        metrics=_address(metrics, "--metrics") if metrics else None,
        json_log=log_format == log.JSON,
        tls=tls,
        register=register.absolute() if register else None,
        thresholds=door_thresholds(thresholds),
        writer=pilot_owner is not None or register is not None,
        pilot_owner=_rights(pilot_owner),
    )
    log.set_up(log_format)
    journal = journal_status(config.data)
    if journal is not None and not (journal.sealed_to and journal.signed_by):
        _LOG.warning("the journal is %s; see screening audit keys", kept(journal))
    _say_what_is_missing(config)
    return supervisor.serve(config)


def _require_both(tls: ServiceTls | None, register: Path | None) -> None:
    """Raise `BadUsage` where callers are told apart and not named, or named and not told."""
    if tls is not None and register is None:
        raise BadUsage(
            "with TLS give --register: nobody is let in whom no register names"
        )
    if register is not None and tls is None:
        raise BadUsage(
            "--register tells callers by their certificates, and without TLS nobody has "
            "one: give --tls-certificate, --tls-key, --client-roots and --trust-domain "
            "with it, or leave it out"
        )


def _say_what_is_missing(config: "Config") -> None:
    """Log what will be refused until it is loaded: no warning, as a pilot begins so."""
    held = held_feeds(config.data)
    if not held:
        _LOG.info("nothing is loaded; every question is refused until a feed is")
    for feed in config.pilot_owner.feeds if config.pilot_owner else ():
        if feed not in held:
            _LOG.info(
                "a feed of the pilot owner is not loaded; changes of it are refused until "
                "it is begun by a load feed=%s",
                feed,
            )


def _tls(
    certificate: Path | None,
    key: Path | None,
    client_roots: Path | None,
    revoked: Path | None,
    trust_domain: str | None,
) -> ServiceTls | None:
    """Return what the options say of TLS; `BadUsage` where they say half of it."""
    if certificate and key and client_roots and trust_domain:
        if not is_trust_domain(trust_domain):
            raise BadUsage(
                f"--trust-domain {trust_domain!r} is not in small letters, digits, dots, "
                "hyphens"
            )
        return ServiceTls(
            certificate=certificate,
            key=key,
            client_roots=client_roots,
            revoked=revoked,
            trust_domain=trust_domain,
        )
    if certificate or key or client_roots or revoked or trust_domain:
        raise BadUsage(
            "TLS needs --tls-certificate, --tls-key, --client-roots and --trust-domain"
        )
    return None


def _rights(text: str | None) -> "OwnerRights | None":
    """Return what `--pilot-owner` gives.

    >>> _rights("UTO=utopia-lost,utopia-cars").feeds
    ('utopia-lost', 'utopia-cars')
    """
    if text is None:
        return None
    from screening.normalize.states import issuing_state
    from screening.ownership import OwnerRights

    owner, _, feeds = text.partition("=")
    code = issuing_state(owner)
    if not code or not all(feeds.split(",")):
        raise BadUsage(
            f"--pilot-owner {text!r} is not OWNER=FEED, such as UTO=utopia-lost"
        )
    return OwnerRights(owner=code, feeds=tuple(feeds.split(",")))


def _address(text: str, option: str = "--listen") -> tuple[str, int]:
    """Return host and port of *text*, such as `127.0.0.1:50051` or `[::1]:50051`.

    >>> _address("[::1]:50051")
    ('::1', 50051)
    """
    host, _, port = text.rpartition(":")
    bare = host.removeprefix("[").removesuffix("]")
    is_port = port.isascii() and port.isdigit() and int(port) <= _PORT_MAX
    if not bare or not is_port or (":" in bare) != (bare != host):
        raise BadUsage(f"{option} {text!r} is no address; write HOST:PORT, as {LISTEN}")
    return bare, int(port)
