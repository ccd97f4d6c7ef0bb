"""Files in PEM: what is in them, or an error that names the file and the cure."""

from pathlib import Path

from cryptography import x509

from screening.errors import CertificateRefused


def content_of(path: Path) -> bytes:
    """Return the bytes of *path*, or raise `CertificateRefused`."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise CertificateRefused(
            subject=path,
            reason=f"cannot be read ({error.strerror})",
            cure="give a file in PEM that this user may read",
        ) from None


def certificates_in(content: bytes, path: Path) -> list[x509.Certificate]:
    """Return all certificates in *content*, of which there must be one."""
    try:
        return x509.load_pem_x509_certificates(content)
    except ValueError:
        raise CertificateRefused(
            subject=path,
            reason="holds no certificate in PEM",
            cure="give the file that begins with -----BEGIN CERTIFICATE-----",
        ) from None
