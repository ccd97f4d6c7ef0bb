"""A guarded service: mutual TLS, a register of callers, and, if wanted, a sealed journal.

An authority, the service's certificate, the callers' and the register are made for one run.
Each service has a data folder of its own, since keys and journal lie in it.
"""

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.asker.plans import Tls
from bench.journal import make_keys
from screening.access.register import FORMAT
from screening.access.register_entries import QUESTIONS_PER_MINUTE_MAX
from screening.callers import caller_name
from screening.pki.authority import Authority
from screening.storage.files import write_whole
from screening.tls import ClientTls

DOMAIN = "bench.example"
PURPOSE = "BORDER_CHECK"
CALLERS = 10
"""Each may ask so many questions a minute and no more: batches soon come to that."""
BATCH_ITEMS_MAX = 10_000
_HOSTS = ("127.0.0.1",)
_UNTIL = timedelta(days=2)
_BELIEVED = 3
"""Authorities at a time, while one follows another: who still shows a certificate of the
last one, or the one before, goes on."""


def utc_now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


class Guard:
    """The certificates and the register of one run, in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._authorities: list[Path] = []
        self._roots, self._revoked = folder / "roots.pem", folder / "revoked.pem"
        self._register = folder / "callers.toml"
        self._register.write_text(_register())
        self.believe_another()
        self.issue()

    @property
    def options(self) -> Sequence[str]:
        """What `screening serve` is told."""
        told = {
            "--tls-certificate": self._folder / "server.pem",
            "--tls-key": self._folder / "server.key",
            "--client-roots": self._roots,
            "--revoked": self._revoked,
            "--trust-domain": DOMAIN,
            "--register": self._register,
        }
        return [str(each) for pair in told.items() for each in pair]

    def caller(self, number: int = 0) -> ClientTls:
        """Return the files of one of the callers."""
        return ClientTls(
            certificate=self._folder / f"caller-{number}.pem",
            key=self._folder / f"caller-{number}.key",
            roots=self._roots,
        )

    def shown(self, number: int = 0) -> Tls:
        """Return the same for an asker."""
        files = self.caller(number)
        return Tls(
            certificate=str(files.certificate),
            key=str(files.key),
            roots=str(files.roots),
        )

    def believe_another(self) -> None:
        """Make another authority, and believe it beside those before."""
        path = self._folder / f"authority-{len(self._authorities)}"
        Authority.made(path, DOMAIN, now=utc_now)
        self._authorities.append(path)
        believed = self._authorities[-_BELIEVED:]
        for file, name in (
            (self._revoked, "revoked.pem"),
            (self._roots, "authority.pem"),
        ):
            write_whole(file, b"".join((each / name).read_bytes() for each in believed))

    def issue(self) -> None:
        """Have the newest authority issue everybody's certificates anew."""
        authority = Authority.opened(self._authorities[-1], now=utc_now)
        authority.issue_server(_HOSTS).write(self._folder, "server")
        for number in range(CALLERS):
            caller = caller_name(_uri(number))
            authority.issue_caller(caller).write(self._folder, f"caller-{number}")


def own_folder(data: Path, folder: Path, *, sealed: bool = False) -> Path:
    """Return a data folder with the feeds of *data* and, if *sealed*, keys of its own."""
    shutil.copytree(data / "feeds", folder / "feeds")
    if sealed:
        make_keys(folder, folder.with_name(f"{folder.name}-auditor"))
    return folder


def _register() -> str:
    lines = [f'format = "{FORMAT}"', f'trust_domain = "{DOMAIN}"']
    until = (utc_now() + _UNTIL).date()
    for number in range(CALLERS):
        lines += [
            "[[caller]]",
            f'who = "{_uri(number)}"',
            f"until = {until}",
            'databases = ["documents", "vehicles"]',
            f'purposes = ["{PURPOSE}"]',
            f"questions_per_minute = {QUESTIONS_PER_MINUTE_MAX}",
            f"items_per_batch = {BATCH_ITEMS_MAX}",
        ]
    return "\n".join([*lines, "[end]", f"callers = {CALLERS}", ""])


def _uri(number: int) -> str:
    return f"spiffe://{DOMAIN}/UTO/checkpoint/gate-{number}"
