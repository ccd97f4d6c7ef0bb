"""What an officer is told to do: never that somebody is guilty, always whom to ask."""

import pytest

from screening.policy.advice import advice
from screening.queries import Match
from screening.records import DocumentStatus
from tests.world import stolen_car, stolen_passport


@pytest.mark.parametrize("status", DocumentStatus)
@pytest.mark.parametrize("match", Match)
def test_every_status_has_advice_however_it_matched(
    status: DocumentStatus, match: Match
) -> None:
    """The table is total; each advice has a code for machines and a full sentence."""
    found = advice(match, stolen_passport(status=status))

    assert found.code.isupper()
    assert found.text.endswith(".")


@pytest.mark.parametrize("status", DocumentStatus)
def test_a_listing_alone_is_no_ground_to_refuse(status: DocumentStatus) -> None:
    """Each says to confirm with the issuer first (Doc 9303-2 section 6.4)."""
    text = advice(Match.EXACT, stolen_passport(status=status)).text

    assert "Confirm the record with the issuing State" in text
    assert "do not refuse entry or exit on the list alone" in text


@pytest.mark.parametrize("status", [DocumentStatus.REVOKED, DocumentStatus.INVALID])
def test_revoked_is_not_spoken_of_as_stolen(status: DocumentStatus) -> None:
    """An administrative act of the issuer is no theft."""
    assert "not a theft" in advice(Match.EXACT, stolen_passport(status=status)).text


def test_a_possible_misread_is_read_again() -> None:
    """Nothing is known about this very document, whatever the listed one is."""
    for record in (stolen_passport(), stolen_passport(status=DocumentStatus.LOST)):
        found = advice(Match.POSSIBLE_MISREAD, record)

        assert found.code == "READ_AGAIN"
        assert "nothing is known" in found.text


def test_a_cut_number_is_compared_in_full() -> None:
    """Before anything else."""
    found = advice(Match.TRUNCATED_NUMBER, stolen_passport())

    assert found.code == "COMPARE_FULL_NUMBER"


def test_another_type_of_document_is_said_first() -> None:
    """Same code as an exact match, and a sentence before it."""
    same = advice(Match.EXACT, stolen_passport())
    other = advice(Match.TYPE_DIFFERS, stolen_passport())

    assert other.code == same.code
    assert other.text.startswith("The record is about another kind of document")
    assert other.text.endswith(same.text)


def test_a_vehicle_is_compared_mark_by_mark() -> None:
    """Plates are copied; the bureau that filed the record confirms it."""
    found = advice(Match.EXACT, stolen_car())

    assert found.code == "CONFIRM_WITH_OWNER"
