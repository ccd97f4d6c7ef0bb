"""Why a question is asked: the purposes there are, each with its source.

INTERPOL's Rules on the Processing of Data (RPD) let data be processed for a stated
purpose only: article 10 lists them, border management among them since 2023. Every
question therefore gives one, and the register says which a caller may give.
"""

from enum import StrEnum


class Purpose(StrEnum):
    """A purpose, as it is given in `Asked.purpose`."""

    BORDER_CHECK = "BORDER_CHECK"
    """Somebody enters or leaves (RPD article 10, border management and control)."""
    VISA_ISSUANCE = "VISA_ISSUANCE"
    """Somebody applies for a visa or a permit (the same article: before the border)."""
    DOCUMENT_ISSUANCE = "DOCUMENT_ISSUANCE"
    """Somebody applies for a travel document, or has one registered anew (ICAO Doc
    9303-2: an issuer looks at the list before it issues)."""
    INVESTIGATION = "INVESTIGATION"
    """The police look into an offence (RPD article 10, police cooperation)."""
    CARRIER_CHECK = "CARRIER_CHECK"
    """A carrier asks before boarding (ICAO Annex 9, interactive passenger data)."""
    RECORD_UPKEEP = "RECORD_UPKEEP"
    """An owner looks after its own records (RPD: the quality of what is held)."""
    AUDIT = "AUDIT"
    """An auditor looks at what was done (RPD: checks of how data is processed)."""
    TEST = "TEST"
    """Specimens of UTO, to see whether all works; nobody is meant."""
