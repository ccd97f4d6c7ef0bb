"""From a certificate to the caller it names: by its one URI, by nothing else.

The common name, DNS names and addresses name nobody: anyone who issues certificates for
web servers writes those.
"""

from cryptography import x509

from screening.callers import CallerName, caller_name
from screening.errors import NotACaller

_CURE = "ask whoever issued it for one that names its caller"


def caller_of(certificate: x509.Certificate, trust_domain: str) -> CallerName:
    """Return the caller that *certificate* names, or raise `NotACaller`."""
    uris = _uris(certificate)
    if len(uris) != 1:
        reason = f"its certificate holds {len(uris)} URIs, where one names the caller"
        raise NotACaller(reason=reason, cure=_CURE)
    caller = caller_name(uris[0])
    if caller.trust_domain != trust_domain:
        raise NotACaller(
            reason=f"its certificate is not of the trust domain {trust_domain}",
            cure=_CURE,
        )
    return caller


def _uris(certificate: x509.Certificate) -> list[str]:
    try:
        names = certificate.extensions.get_extension_for_class(
            x509.SubjectAlternativeName
        )
    except x509.ExtensionNotFound:
        return []
    except (ValueError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        raise NotACaller(
            reason="the names in its certificate cannot be read", cure=_CURE
        ) from None
    return names.value.get_values_for_type(x509.UniformResourceIdentifier)
