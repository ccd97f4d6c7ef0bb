"""Callers by name: spelt one way only, refused with the reason otherwise."""

import pytest

from screening.callers import CallerKind, caller_name
from screening.errors import NotACaller

HARBOUR = "spiffe://screening.example/UTO/checkpoint/harbour-3"


@pytest.mark.parametrize("kind", CallerKind)
def test_a_name_is_read_and_spelt_alike(kind: CallerKind) -> None:
    """What a certificate carries comes back as it was."""
    uri = HARBOUR.replace("checkpoint", kind)

    read = caller_name(uri)

    assert (read.kind, read.state, read.name) == (kind, "UTO", "harbour-3")
    assert read.uri == uri


@pytest.mark.parametrize(
    ("uri", "reason"),
    [
        ("", "spiffe://"),
        ("https://screening.example/UTO/checkpoint/x", "spiffe://"),
        ("SPIFFE://screening.example/UTO/checkpoint/x", "spiffe://"),
        ("spiffe://" + "a" * 300, "too long"),
        ("spiffe://screening.example/UTO/checkpoint", "four parts"),
        (HARBOUR + "/x", "four parts"),
        (HARBOUR + "/", "four parts"),
        (HARBOUR.replace("screening.example", "Screening.example"), "trust domain"),
        (
            HARBOUR.replace("screening.example", "user@screening.example"),
            "trust domain",
        ),
        (HARBOUR.replace("screening.example", "screening.example:443"), "trust domain"),
        (HARBOUR.replace("UTO", "uto"), "State"),
        (HARBOUR.replace("UTO", ""), "State"),
        (HARBOUR.replace("UTO", "U2"), "State"),
        (HARBOUR.replace("UTO", "UTOPIA"), "State"),
        (HARBOUR.replace("checkpoint", "Checkpoint"), "kind"),
        (HARBOUR.replace("checkpoint", "king"), "kind"),
        (HARBOUR.replace("harbour-3", ""), "name"),
        (HARBOUR.replace("harbour-3", ".."), "name"),
        (HARBOUR.replace("harbour-3", "a%2fb"), "name"),
        (HARBOUR.replace("harbour-3", "h\u00e4fen"), "name"),
        (HARBOUR + "\n", "name"),
        (HARBOUR + "?x=1", "name"),
    ],
)
def test_what_names_no_caller_is_refused(uri: str, reason: str) -> None:
    """A second spelling of a name would be a second caller: there is none."""
    with pytest.raises(NotACaller, match=reason):
        caller_name(uri)
