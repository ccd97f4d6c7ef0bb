"""Who asks: the caller of one call, as the URI in its certificate names it.

`spiffe://TRUST-DOMAIN/STATE/KIND/NAME`, for example
`spiffe://screening.example/UTO/checkpoint/harbour-3`. The trust domain says whose certificates
these are, the State whom the caller serves, the kind what it is, the name which one.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from screening.errors import NotACaller

URI_CHARS_MAX: Final = 255
_SCHEME: Final = "spiffe://"
_TRUST_DOMAIN = re.compile(r"[a-z0-9]([a-z0-9.-]{0,98}[a-z0-9])?")
_STATE = re.compile(r"[A-Z]{1,3}")
_NAME = re.compile(r"[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?")


class CallerKind(StrEnum):
    """What a caller is: what it may do depends on it."""

    CHECKPOINT = "checkpoint"
    """First line at a border: a summary and the advice."""
    SECOND_LINE = "second-line"
    """Where a traveller is sent to be looked at closely: detail."""
    CARRIER = "carrier"
    """An airline or a ship's line: learns "refer" or "no record", nothing else."""
    OWNER = "owner"
    """A bureau that files records, and alone changes them."""
    OPERATOR = "operator"
    """Runs the service; sees what is served, not who is asked about."""
    AUDITOR = "auditor"
    """Reads what is remembered."""
    REPLICA = "replica"
    """A copy that follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerName:
    """A caller by name; two are one caller exactly when all four agree."""

    trust_domain: str
    state: str
    """Code of the MRZ (Doc 9303-3 section 5), or of an organization."""
    kind: CallerKind
    name: str

    @property
    def uri(self) -> str:
        """The name as a certificate carries it."""
        return f"{_SCHEME}{self.trust_domain}/{self.state}/{self.kind}/{self.name}"


def caller_name(uri: str) -> CallerName:
    """Return the caller that *uri* names, or raise `NotACaller`: spelt one way only.

    >>> caller_name("spiffe://screening.example/UTO/checkpoint/harbour-3").kind.value
    'checkpoint'
    """
    if not uri.startswith(_SCHEME) or len(uri) > URI_CHARS_MAX:
        raise _refused("it does not begin with spiffe://, or is too long")
    fields = uri.removeprefix(_SCHEME).split("/")
    if len(fields) != 4:  # noqa: PLR2004 -- the four of the form above
        raise _refused("it has not four parts: trust domain, State, kind, name")
    trust_domain, state, kind, name = fields
    if not is_trust_domain(trust_domain):
        raise _refused(
            "its trust domain is not in small letters, digits, dots, hyphens"
        )
    if not _STATE.fullmatch(state):
        raise _refused("its State is no code of one to three capital letters")
    if kind not in tuple(CallerKind):
        raise _refused(f"its kind is none of {', '.join(CallerKind)}")
    if not _NAME.fullmatch(name):
        raise _refused("its name is not in small letters, digits, dots, hyphens")
    return CallerName(
        trust_domain=trust_domain, state=state, kind=CallerKind(kind), name=name
    )


def is_trust_domain(text: str) -> bool:
    """Return whether *text* can say whose certificates these are.

    >>> is_trust_domain("screening.example"), is_trust_domain("Screening Example")
    (True, False)
    """
    return _TRUST_DOMAIN.fullmatch(text) is not None


def _refused(reason: str) -> NotACaller:
    return NotACaller(
        reason=reason, cure="spell it spiffe://TRUST-DOMAIN/STATE/KIND/NAME"
    )
