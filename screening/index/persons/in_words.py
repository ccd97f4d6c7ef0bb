"""Names and births of a record, each in one line."""

from screening.records import Birth, PersonName


def name_text(name: PersonName) -> str:
    """Return a name as it was filed.

    >>> name_text(PersonName(primary="ERIKSSON", secondary="ANNA MARIA"))
    'ERIKSSON, ANNA MARIA'
    """
    if name.full is not None:
        return name.full
    return ", ".join(filter(None, (name.primary, name.secondary)))


def birth_text(birth: Birth) -> str:
    """Return a birth.

    >>> birth_text(Birth(from_year=1957, to_year=1960, about=True))
    'about 1957 to 1960'
    """
    years = [str(year) for year in (birth.from_year, birth.to_year) if year]
    text = birth.date or " to ".join(dict.fromkeys(years))
    return f"about {text}" if birth.about else text
