"""Names as the MRZ prints them, taken apart."""


def mrz_name(field: str) -> tuple[str, str, bool]:
    """Return primary identifier, secondary identifier, and whether they may be cut.

    `<<` stands between the two, `<` between the parts of each (Doc 9303-3 section 4.6).
    A letter in the last position means that the name may go on, even where it does not
    (the same, on truncation).

    >>> mrz_name("ERIKSSON<<ANNA<MARIA<<<")
    ('ERIKSSON', 'ANNA MARIA', False)
    >>> mrz_name("ARKFREITH<<<<<"), mrz_name("VAN<DER<ERIKSSON<<ANNA<MAR")
    (('ARKFREITH', '', False), ('VAN DER ERIKSSON', 'ANNA MAR', True))
    """
    primary, _, secondary = field.partition("<<")
    return (
        " ".join(primary.replace("<", " ").split()),
        " ".join(secondary.replace("<", " ").split()),
        field != "" and not field.endswith("<"),
    )
