"""XML that was made to harm, or was harmed: a clear refusal, or one row, and no more."""

import tracemalloc
from pathlib import Path

import pytest

from screening.errors import FeedRefused
from screening.feeds.formats.safe_xml import DEPTH_MAX, ITEM_CHARS_MAX, SafeXml
from tests.feeds.deliveries import held
from tests.feeds.formats.lists import individual, load, served, un_list

UN = "un-consolidated"
WHOLE = un_list(individual("UTi.001"), individual("UTi.002"))
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;">]><CONSOLIDATED_LIST>&c;</CONSOLIDATED_LIST>'
)
EXTERNAL = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    b"<CONSOLIDATED_LIST>&e;</CONSOLIDATED_LIST>"
)
REMOTE = (
    b'<!DOCTYPE CONSOLIDATED_LIST SYSTEM "http://127.0.0.1:9/list.dtd">'
    b"<CONSOLIDATED_LIST/>"
)


def refused(tmp_path: Path, content: bytes) -> str:
    """Return why a list of *content* is refused; nothing is published then."""
    (tmp_path / "list.xml").write_bytes(content)
    with pytest.raises(FeedRefused) as refusal:
        load(tmp_path / "list.xml", tmp_path / "data", UN)

    assert held(tmp_path / "data", UN) == {}
    assert "\n" not in str(refusal.value)
    return str(refusal.value)


@pytest.mark.parametrize("content", [BOMB, EXTERNAL, REMOTE])
def test_declarations_are_refused(tmp_path: Path, content: bytes) -> None:
    """Neither is an entity made larger, nor a file or an address opened."""
    assert "it declares a document type or entities" in refused(tmp_path, content)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", "no element found"),
        (b"\x00" * 100, "XML"),
        (b"record_id,owner\n1,UTO\n", "XML"),
        (b'{"record_id": "1"}', "XML"),
        (WHOLE[:-30], "XML"),
        (WHOLE.replace(b"ANNA", b"\xff\xfe"), "XML"),
        (WHOLE.replace(b"ANNA", b"AN\x00NA"), "XML"),
        (WHOLE.replace(b"ANNA", b"&name;"), "undefined entity"),
        (WHOLE.replace(b"'UTF-8'", b"'UTF-16'"), "not in the encoding"),
        (WHOLE.replace(b"'UTF-8'", b"'no-such'"), "not in the encoding"),
        (WHOLE.replace(b"'UTF-8'", b"'big5'"), "not in the encoding"),
        (WHOLE.replace(b"CONSOLIDATED_LIST", b"LIST"), "does not begin with CONSOLIDATED"),
        (un_list(), "there is no record in it"),
        (b"<CONSOLIDATED_LIST>" + b"<a>" * 100_000, f"more than {DEPTH_MAX} deep"),
        (b"<CONSOLIDATED_LIST><a b='" + b"x" * 9_000_000 + b"'/>", "piece of markup"),
        (b"<CONSOLIDATED_LIST><!--" + b"x" * 9_000_000 + b"-->", "piece of markup"),
    ],
)  # fmt: skip
def test_what_is_no_list_is_refused(tmp_path: Path, content: bytes, text: str) -> None:
    """Cut, of another kind, in another encoding, too deep: in one clear line."""
    assert text in refused(tmp_path, content)


@pytest.mark.parametrize("end", range(60, len(WHOLE) - 1, 37))
def test_list_cut_anywhere(tmp_path: Path, end: int) -> None:
    """A list that stops early is no list, whatever came before the cut."""
    assert "XML" in refused(tmp_path, WHOLE[:end])


def test_latin_list_says_so_and_is_read(tmp_path: Path) -> None:
    """An encoding that is declared and true is no harm."""
    content = un_list(individual(name="ÅSA")).decode().replace("UTF-8", "ISO-8859-1")
    (tmp_path / "list.xml").write_bytes(content.encode("latin-1"))
    load(tmp_path / "list.xml", tmp_path / "data", UN)

    assert served(tmp_path / "data", UN)["UTi.001"].names[0].full == "ÅSA ERIKSSON"


@pytest.mark.parametrize(
    "inside",
    [
        f"<COMMENTS1>{'x' * ITEM_CHARS_MAX}</COMMENTS1>",
        "<INDIVIDUAL_ALIAS><ALIAS_NAME>A</ALIAS_NAME></INDIVIDUAL_ALIAS>" * 120_000,
    ],
)
def test_huge_individual_costs_one_row(tmp_path: Path, inside: str) -> None:
    """Its text is dropped as it comes; the others go in."""
    (tmp_path / "list.xml").write_bytes(
        un_list(individual("UTi.1"), individual("UTi.2", inside), individual("UTi.3"))
    )
    report = load(tmp_path / "list.xml", tmp_path / "data", UN, max_bad_percent=50)

    assert sorted(served(tmp_path / "data", UN)) == ["UTi.1", "UTi.3"]
    (reason,) = report.rejected_by_reason
    assert reason.startswith("INDIVIDUAL: it ")


def test_more_names_than_a_person_has(tmp_path: Path) -> None:
    """A thousand aliases and one: a reject that says so."""
    inside = "".join(
        f"<INDIVIDUAL_ALIAS><ALIAS_NAME>Anna {n}</ALIAS_NAME></INDIVIDUAL_ALIAS>"
        for n in range(1_000)
    )
    (tmp_path / "list.xml").write_bytes(
        un_list(individual("1"), individual("2", inside))
    )
    report = load(tmp_path / "list.xml", tmp_path / "data", UN, max_bad_percent=50)

    assert report.rejected_by_reason == {"names: more than 1,000 names": 1}


def test_long_list_takes_no_more_memory_than_a_short_one(tmp_path: Path) -> None:
    """Items come one by one, and nothing of them is kept."""
    one = individual().encode() * 100

    def pieces(count: int) -> list[bytes]:
        return [b"<CONSOLIDATED_LIST>", *([one] * count), b"</CONSOLIDATED_LIST>"]

    peaks = []
    for count in (20, 400):
        content = iter(pieces(count))
        tracemalloc.start()
        xml = SafeXml(
            content, file=tmp_path, root="CONSOLIDATED_LIST", item="INDIVIDUAL"
        )
        assert sum(1 for _ in xml.items()) == count * 100
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()

    assert peaks[1] < peaks[0] * 2


def test_person_twice_in_a_list(tmp_path: Path) -> None:
    """The last one counts, and the report says that it was there twice."""
    content = un_list(individual(), individual(name="MARIA"))
    (tmp_path / "list.xml").write_bytes(content)
    report = load(tmp_path / "list.xml", tmp_path / "data", UN)

    assert (report.duplicates, report.records) == (1, 1)
    assert served(tmp_path / "data", UN)["UTi.001"].names[0].full == "MARIA ERIKSSON"
