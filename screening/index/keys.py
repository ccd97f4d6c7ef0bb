"""How keys are put together: the bytes that part them, and records' public names.

An entry's key is `filing key ␞ owner ␟ record id`: the filing key is what a question
meets and what the filter knows, the rest tells records under it apart. A document under
the first nine characters of its number (an alias) has a ␝ before the owner and the other
characters last, after a ␟. The parting bytes are control characters, which no field of a
record may hold.
"""

from urllib.parse import quote, unquote

from screening.errors import NoSuchRecord
from screening.records import Database

FIELD = "\x1f"
"""Parts fields within a key or a value."""
TAIL = "\x1e"
"""Parts the filing key from the record it leads to."""
ALIAS = "\x1d"
"""Begins the rest of an alias's key, so that aliases lie apart from entries proper."""
_NAME_PARTS = 4


def tail(owner: str, record_id: str) -> str:
    """Return what tells one owner's records apart; *owner* is folded."""
    return f"{owner}{FIELD}{record_id}"


def entry_key(filing_key: bytes, of: str) -> bytes:
    """Return the key of the entry that leads from *filing_key* to the record *of*."""
    return filing_key + f"{TAIL}{of}".encode()


def record_name(feed: str, database: Database, *parts: str) -> str:
    """Return a record's public name, safe in a path or a command line.

    >>> record_name("lost", Database.DOCUMENTS, "L898902C3", "UTO", "UTO", "a.1/2")
    'feeds/lost/documents/L898902C3.UTO.UTO.a%2E1%2F2'
    """
    quoted = (quote(part, safe="").replace(".", "%2E") for part in parts)
    return f"feeds/{feed}/{database}/{'.'.join(quoted)}"


def parsed_name(name: str) -> tuple[str, str, list[str]]:
    """Return feed, database and parts of a public name, or raise `NoSuchRecord`.

    >>> parsed_name("feeds/lost/documents/L898902C3.UTO.UTO.a%2E1%2F2")
    ('lost', 'documents', ['L898902C3', 'UTO', 'UTO', 'a.1/2'])
    """
    pieces = name.split("/")
    if any("\ud800" <= char <= "\udfff" for char in name):  # halves of characters
        raise NoSuchRecord
    if len(pieces) != _NAME_PARTS or pieces[0] != "feeds":
        raise NoSuchRecord
    return pieces[1], pieces[2], [unquote(part) for part in pieces[3].split(".")]
