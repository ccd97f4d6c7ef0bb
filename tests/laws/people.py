"""Persons made by chance of parts of names: real parts, no real person.

Close together, so that most questions find something; in the scripts that lists come in.
"""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from screening.index.persons.codec import fields_of
from screening.records import (
    Birth,
    NameKind,
    Notice,
    NoticeState,
    PersonDocument,
    PersonName,
    PersonRecord,
)

FEED = "noticed"
_PARTS = {
    "latin": (
        ["Anna", "Maria", "José", "Mohammed", "Robert", "Bob", "Jean-Pierre", "Björn"],
        ["Eriksson", "Müller", "Nguyen", "van der Berg", "O'Connor", "Abdulrahman"],
    ),
    "cyrillic": (
        ["Александр", "Юлия", "Константин", "Екатерина"],
        ["Доброславский", "Щербакова", "Иванов", "Петренко"],
    ),
    "arabic": (
        ["محمد", "فاطمة", "عبد الله", "يوسف"],
        ["الفاروق", "بن صالح", "القحطاني", "حسين"],
    ),
    "han": (["小明", "秀英", "伟"], ["王", "李", "欧阳", "陈"]),
    "hangul": (["민준", "서연", "지우"], ["김", "이", "박", "최"]),
    "greek": (["Γεώργιος", "Ελένη"], ["Παπαδόπουλος", "Νικολάου"]),
    "hebrew": (["משה", "רבקה"], ["כהן", "לוי"]),
    "devanagari": (["राहुल", "प्रिया"], ["शर्मा", "सिंह"]),
    "thai": (["สมชาย", "มาลี"], ["ใจดี", "สุขใจ"]),
    "kana": (["さくら", "ケンジ"], ["サトウ", "たなか"]),
}
"""Given and family names, of each script."""
_FAMILY_FIRST = ("han", "hangul", "kana")
DAYS = [
    "1974-08-12",
    "1974-12-08",
    "1974-08-13",
    "1959-03-27",
    "1974-01-01",
    "2001-02-28",
]
_births = st.one_of(
    st.builds(Birth, date=st.sampled_from([*DAYS, "1974", "1974-08"])),
    st.builds(Birth, from_year=st.just(1957), to_year=st.sampled_from([None, 1960])),
)


@st.composite
def names(draw: st.DrawFn) -> PersonName:
    """Draw a name of two to four parts, in full or in two halves."""
    script = draw(st.sampled_from(["latin", "latin", *_PARTS]))
    given, family = (st.sampled_from(parts) for parts in _PARTS[script])
    first = draw(st.lists(given, min_size=1, max_size=2, unique=True))
    last = draw(st.lists(family, min_size=1, max_size=2, unique=True))
    kind = draw(st.sampled_from([NameKind.PRIMARY, NameKind.ALIAS, NameKind.FORMER]))
    if script in _FAMILY_FIRST:
        return PersonName(kind=kind, full=last[0] + first[0])
    if draw(st.booleans()):
        return PersonName(kind=kind, primary=" ".join(last), secondary=" ".join(first))
    return PersonName(kind=kind, full=" ".join((*first, *last)))


_documents = st.builds(
    PersonDocument,
    number=st.sampled_from(["L898902C3", "D23145890734", "D23145890", "T22000129"]),
    issuing_state=st.sampled_from([None, "UTO", "DEU"]),
)
persons = st.builds(
    PersonRecord,
    record_id=st.sampled_from(["1", "2", "UTO.3/ä"]),
    owner=st.sampled_from(["UTO", "UTO", "XXA"]),
    notice=st.sampled_from(Notice),
    names=st.lists(names(), min_size=1, max_size=3).map(tuple),
    births=st.lists(_births, max_size=2).map(tuple),
    sex=st.sampled_from([None, "M", "F", "X"]),
    nationalities=st.lists(
        st.sampled_from(["UTO", "DEU", "RUS"]), max_size=2, unique=True
    ).map(tuple),
    birth_place=st.sampled_from([None, "Zenith", "Nadir"]),
    documents=st.lists(_documents, max_size=2, unique=True).map(tuple),
    review_date=st.sampled_from([None, None, None, "2020-01-01", "2031-01-01"]),
    state=st.sampled_from([*[NoticeState.VALID] * 4, *NoticeState]),
)


def lines_of(rows: Iterable[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def put(record: PersonRecord) -> dict[str, Any]:
    """Return the row of a delta that files *record*."""
    return {"op": "put", **fields_of(record)}


def withdraw(record: PersonRecord) -> dict[str, Any]:
    """Return the row of a delta that takes *record* out."""
    return {"op": "withdraw", "owner": record.owner, "record_id": record.record_id}


def deliver(
    path: Path,
    rows: Iterable[dict[str, Any]],
    *,
    revision: int,
    base_revision: int | None = None,
) -> Path:
    """Write *rows* to *path*, with a manifest; a delta has a *base_revision*."""
    content = lines_of(rows)
    path.write_bytes(content)
    manifest = {
        "format": "screening.feed/1",
        "feed": FEED,
        "database": "persons",
        "kind": "snapshot" if base_revision is None else "delta",
        "revision": revision,
        "base_revision": base_revision,
        "records": content.count(b"\n"),
        "sha256": hashlib.sha256(content).hexdigest(),
        "published_at": "2026-11-21T11:00:00Z",
        "publisher": "XPO",
        "fresh_for_hours": 48,
    }
    path.with_name(path.name + ".manifest.json").write_text(json.dumps(manifest))
    return path
