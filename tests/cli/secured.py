"""A service as it is meant to run, put up by commands: an authority, a register, TLS."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from screening.tls import ClientTls
from tests.access.registers import DOMAIN, Table, written
from tests.cli.shell import screening, served

GATE, BUREAU = "UTO/checkpoint/harbour-3", "UTO/second-line/harbour"
AIRLINE, POLICE = "UTO/carrier/utopian-air", "UTO/owner/police"
OPERATOR = "UTO/operator/harbour"
FEED = "lost"


class Station:
    """A folder with everything in it; each certificate lies under its caller's name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.register = folder / "callers.toml"
        self.ca = folder / "CA"

    def pki(self, command: str, *words: str) -> None:
        """Type a command of `pki`, which must end well."""
        ended = screening("pki", command, *words, "--ca", self.ca, cwd=self.folder)
        assert ended.code == 0, ended.err

    def made(self, *callers: str) -> None:
        """Make the authority, and certificates of the server and of *callers*."""
        self.pki("init", "--trust-domain", DOMAIN)
        self.pki("issue", "--host", "127.0.0.1")
        for caller in callers:
            self.pki("issue", caller)

    def registers(self, *tables: Table) -> None:
        """Write the register of callers."""
        self.register.write_bytes(written(tables))

    def tls(self, caller: str) -> ClientTls:
        """Return the files of a client that is that caller."""
        file = self.folder / caller.replace("/", "-")
        return ClientTls(
            certificate=file.with_suffix(".pem"),
            key=file.with_suffix(".key"),
            roots=self.ca / "authority.pem",
        )

    def shown(self, caller: str) -> dict[str, Any]:
        """Return the environment of whoever is that caller."""
        tls = self.tls(caller)
        return {
            "SCREENING_CERTIFICATE": str(tls.certificate),
            "SCREENING_KEY": str(tls.key),
            "SCREENING_ROOTS": str(tls.roots),
        }

    def secured(self) -> tuple[str, ...]:
        """Return the options of a service with TLS and the register."""
        at = self.folder
        tls = ("--tls-certificate", at / "server.pem", "--tls-key", at / "server.key")
        roots = ("--client-roots", self.ca / "authority.pem", "--trust-domain", DOMAIN)
        who = ("--revoked", self.ca / "revoked.pem", "--register", self.register)
        return tuple(map(str, (*tls, *roots, *who)))

    @contextmanager
    def served(self, *words: str) -> Iterator[str]:
        """Serve the data of this station, with TLS; yield the address."""
        with served(self.data, *self.secured(), *words) as address:
            yield address


def entry(caller: str, **keys: object) -> dict[str, object]:
    """Return the table of a caller, in force for long."""
    until = datetime.now(UTC) + timedelta(days=365)
    asking: dict[str, object] = {
        "databases": ["documents"],
        "questions_per_minute": 6_000,
    }
    kind = caller.split("/")[1]
    may = asking if kind in ("checkpoint", "second-line", "carrier") else {}
    return {"who": f"spiffe://{DOMAIN}/{caller}", "until": until, **may, **keys}
