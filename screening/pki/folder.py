"""The folder of a certificate authority: what lies where, and who may write.

::

    authority.pem      its certificate: what servers and clients trust (their roots)
    authority.key      its private key, for the eyes of its owner only
    revoked.pem        the certificates it has taken back, signed: a CRL (RFC 5280 section 5)
    issued/SERIAL.pem  each certificate it has issued; no private key of anybody
    LOCK               held (flock) by whoever changes something; the system frees it

Each file is there whole or not at all. What was issued is a file of its own, named by a
random serial, so that two commands at once never lose an entry.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from screening.errors import CertificateRefused
from screening.storage.files import make_folder, write_whole

PRIVATE = 0o600
_PRIVATE_FOLDER = 0o700


class Folder:
    """Where an authority is kept."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.certificate = path / "authority.pem"
        self.key = path / "authority.key"
        self.revoked = path / "revoked.pem"

    @property
    def issued(self) -> list[Path]:
        """The file of each certificate issued, in the order of their serials."""
        return sorted((self.path / "issued").glob("*.pem"))

    def make(self) -> None:
        """Make the folder where it is missing, closed to everybody but its owner."""
        make_folder(self.path, mode=_PRIVATE_FOLDER)
        make_folder(self.path / "issued", mode=_PRIVATE_FOLDER)

    def keep(self, serial: int, certificate: bytes) -> None:
        """Keep a certificate that was issued, durable on return."""
        write_whole(self.path / "issued" / f"{serial_text(serial)}.pem", certificate)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Be the only one who changes something here; waits for others."""
        descriptor = os.open(
            self.path / "LOCK", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE
        )
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def read(self, path: Path) -> bytes:
        """Return what is in *path*; `CertificateRefused` where no authority is kept."""
        try:
            return path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            raise CertificateRefused(
                subject=self.path,
                reason=f"holds no certificate authority ({path.name} is missing)",
                cure="make one with: screening pki init, or give the folder with --ca",
            ) from None


def serial_text(serial: int) -> str:
    """Return *serial* as certificates are called by it: hexadecimal.

    >>> serial_text(0x00AB12)
    'ab12'
    """
    return f"{serial:x}"
