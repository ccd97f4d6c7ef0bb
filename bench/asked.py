"""What is asked about: documents nobody listed, and the specimens of Doc 9303."""

from screening.queries import DocumentQuery

SPECIMEN_PASSPORT = (
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
)
SPECIMEN_CARD = (
    "I<UTOD231458907<<<<<<<<<<<<<<<",
    "7408122F1204159UTO<<<<<<<<<<<6",
    "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
)
_STATES = ("UTO", "USA", "GBR", "D", "FRA", "BRA", "IND", "NGA", "TUR", "JPN")
_DISTINCT = 9_973  # prime, so that numbers and States do not go round together


def absent_documents(count: int = _DISTINCT) -> list[DocumentQuery]:
    """Return questions about documents nobody listed: two letters no feed here has."""
    return [
        DocumentQuery(
            document_number=f"ZQ{i * 7919 % 10**7:07d}",
            issuing_state=_STATES[i % len(_STATES)],
            document_type="P",
        )
        for i in range(count)
    ]
