"""The UN's consolidated list: what each of its fields becomes."""

from pathlib import Path

import pytest

from screening.records import Birth, PersonDocument, PersonName, PersonRecord
from screening.storage.feed_folder import FeedFolder
from screening.storage.verify import verify
from tests.feeds.formats.lists import individual, load, served, un_list
from tests.normalize.shared_data import shared_file

UN = "un-consolidated"


def record_of(tmp_path: Path, inside: str) -> PersonRecord:
    """Return the record of an individual with elements *inside*."""
    (tmp_path / "list.xml").write_bytes(un_list(individual(inside=inside)))
    load(tmp_path / "list.xml", tmp_path / "data", UN)
    return served(tmp_path / "data", UN)["UTi.001"]


def alias(name: str, quality: str = "Good", note: str = "", born: str = "") -> str:
    return (
        f"<INDIVIDUAL_ALIAS><QUALITY>{quality}</QUALITY><ALIAS_NAME>{name}</ALIAS_NAME>"
        f"<NOTE>{note}</NOTE><DATE_OF_BIRTH>{born}</DATE_OF_BIRTH></INDIVIDUAL_ALIAS>"
    )


def birth(inside: str) -> str:
    return f"<INDIVIDUAL_DATE_OF_BIRTH>{inside}</INDIVIDUAL_DATE_OF_BIRTH>"


def document(inside: str, kind: str = "Passport") -> str:
    said = f"<TYPE_OF_DOCUMENT>{kind}</TYPE_OF_DOCUMENT>{inside}"
    return f"<INDIVIDUAL_DOCUMENT>{said}</INDIVIDUAL_DOCUMENT>"


def test_feed_and_time_come_with_the_format(tmp_path: Path) -> None:
    """No manifest and no name are needed, and the report says what was taken for granted."""
    (tmp_path / "list.xml").write_bytes(un_list(individual()))
    report = load(tmp_path / "list.xml", tmp_path / "data", UN)

    assert (report.feed, report.database, report.records) == (UN, "persons", 1)
    assert report.as_of == "2026-11-20T00:00:07Z"
    assert report.notes == [
        "feed un-consolidated: named after the format, as no other name was given",
        "the list says that it was generated at 2026-11-20T00:00:07Z",
        "passed over, because they are no persons: 1 ENTITY",
    ]


def test_name_parts_are_one_name(tmp_path: Path) -> None:
    """In their order, titles apart, and without words that say nothing."""
    record = record_of(
        tmp_path,
        "<THIRD_NAME>MARIA</THIRD_NAME><FOURTH_NAME>na</FOURTH_NAME>"
        "<TITLE><VALUE>Dr</VALUE></TITLE>"
        "<DESIGNATION><VALUE>Specimen</VALUE></DESIGNATION>",
    )

    assert record.names == (PersonName(full="ANNA ERIKSSON MARIA"),)
    assert record.remarks == "Title: Dr. Designation: Specimen."
    assert (record.owner, record.notice) == ("UNO", "un_special")


@pytest.mark.parametrize(
    ("said", "names"),
    [
        (alias("Anja"), [("alias", "Anja")]),
        (alias("Anja", "Low"), [("weak_alias", "Anja")]),
        (alias("", ""), []),
        (alias("Anja", note="previously listed as"), [("former", "Anja")]),
        (alias("Anja (previously listed as)"), [("former", "Anja")]),
        (alias("Anja; Anne"), [("alias", "Anja"), ("alias", "Anne")]),
        (alias("“Anja”"), [("alias", "Anja")]),
        (alias("安娜 (Anna; An Na)"), [("original_script", "安娜"), ("alias", "Anna"), ("alias", "An Na")]),
        (alias("Anja", note="original script: Аня"), [("alias", "Anja"), ("original_script", "Аня")]),
        (alias("Anja, born in 1974"), [("alias", "Anja")]),
        ("<NAME_ORIGINAL_SCRIPT>Анна </NAME_ORIGINAL_SCRIPT>", [("original_script", "Анна")]),
        (alias("anna  eriksson"), []),
    ],
)  # fmt: skip
def test_aliases_and_their_kinds(
    tmp_path: Path, said: str, names: list[tuple[str, str]]
) -> None:
    """Each name is alone, of its kind, and there once."""
    found = record_of(tmp_path, said).names[1:]

    assert [(name.kind, name.full) for name in found] == names


@pytest.mark.parametrize(
    ("said", "births"),
    [
        (birth("<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1974-08-12</DATE>"), [Birth(date="1974-08-12")]),
        (birth("<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><YEAR>1974</YEAR>"), [Birth(date="1974")]),
        (birth("<TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE><YEAR>1974</YEAR>"), [Birth(date="1974", about=True)]),
        (birth("<TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1974</FROM_YEAR><TO_YEAR>1976</TO_YEAR>"), [Birth(from_year=1974, to_year=1976)]),
        (birth("<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><YEAR>1974</YEAR><NOTE>Sep.</NOTE>"), [Birth(date="1974-09")]),
        (birth("<NOTE>Nov. 1974</NOTE>"), [Birth(date="1974-11")]),
        (birth("<NOTE>Between Aug. and Sep. 1974</NOTE>"), [Birth(date="1974")]),
        ("<LISTED_ON>2018-06-07</LISTED_ON>" + birth("<NOTE>30-35 years old</NOTE>"), [Birth(from_year=1982, to_year=1988, about=True)]),
        (birth("<TYPE_OF_DATE/>"), []),
        (alias("Anja", born="1974 - 1975"), [Birth(from_year=1974, to_year=1975)]),
        (alias("Anja", note="born 12 Aug. 1974 in Zenith"), [Birth(date="1974-08-12")]),
        (alias("", born="null"), []),
    ],
)  # fmt: skip
def test_births(tmp_path: Path, said: str, births: list[Birth]) -> None:
    """Dates, years and what stands for them, of the person and of its aliases."""
    assert list(record_of(tmp_path, said).births) == births


@pytest.mark.parametrize(
    ("said", "documents"),
    [
        (document("<NUMBER>L 898902</NUMBER><ISSUING_COUNTRY>Türkiye</ISSUING_COUNTRY>"), [("L 898902", "passport", "TUR")]),
        (document("<NUMBER>Afghan passport number OA296623</NUMBER>"), [("OA296623", "passport", "AFG")]),
        (document("<NUMBER>L898902</NUMBER><COUNTRY_OF_ISSUE>Oman</COUNTRY_OF_ISSUE>"), [("L898902", "passport", "OMN")]),
        (document("<NOTE>Tunisian passport number L 191609 issued on 28 Feb. 1996</NOTE>"), [("L 191609", "passport", "TUN")]),
        (document("<NOTE>issued in 1974</NOTE>"), []),
        (document("<NUMBER>4414</NUMBER>", "National Identification Number"), [("4414", "identity_card", None)]),
        (document("<NUMBER>B394445</NUMBER><TYPE_OF_DOCUMENT2>Birth Certificate</TYPE_OF_DOCUMENT2>", "National Identification Number"), [("B394445", "other", None)]),
        (document("<NUMBER>9103314932</NUMBER><TYPE_OF_DOCUMENT2>national passport</TYPE_OF_DOCUMENT2>", "National Identification Number"), [("9103314932", "identity_card", None)]),
        (document("<NUMBER>L898902</NUMBER>") + document("<NUMBER>l-898902</NUMBER><ISSUING_COUNTRY>Oman</ISSUING_COUNTRY>"), [("l-898902", "passport", "OMN")]),
        (alias("Anja", note="Libya Passport number: 215215"), [("215215", "passport", "LBY")]),
        ("<INDIVIDUAL_DOCUMENT/>", []),
    ],
)  # fmt: skip
def test_documents(
    tmp_path: Path, said: str, documents: list[tuple[str, str, str | None]]
) -> None:
    """A number without its words, what it is of, and the State it names."""
    found = record_of(tmp_path, said).documents

    assert found == tuple(
        PersonDocument(number=number, type=kind, issuing_state=state)
        for number, kind, state in documents
    )


def test_states_sexes_and_places(tmp_path: Path) -> None:
    """States by name, those that are none left out."""
    record = record_of(
        tmp_path,
        "<NATIONALITY><VALUE>Democratic Republic of the Congo</VALUE><VALUE>na</VALUE>"
        "<VALUE>Atlantis</VALUE></NATIONALITY><GENDER>Female</GENDER>"
        "<INDIVIDUAL_PLACE_OF_BIRTH><CITY>Zenith</CITY><COUNTRY>Utopia</COUNTRY>"
        "</INDIVIDUAL_PLACE_OF_BIRTH>",
    )

    assert (record.nationalities, record.sex) == (("COD",), "F")
    assert record.birth_place == "Zenith, Utopia"


def test_what_is_left_out_is_counted(tmp_path: Path) -> None:
    """A State that nobody knows, a number that is none: the person goes in."""
    inside = "<NATIONALITY><VALUE>Atlantis</VALUE></NATIONALITY>"
    inside += birth("<DATE>2027-01-01</DATE>") + document("<NOTE>lost</NOTE>")
    (tmp_path / "list.xml").write_bytes(un_list(individual(inside=inside)))
    report = load(tmp_path / "list.xml", tmp_path / "data", UN)

    assert report.rejected == 0
    assert sorted(report.warnings[1:]) == [
        "left out: 1 States that nobody knows",
        "left out: 1 births.date: in the future",
        "left out: 1 documents of which no number is said",
    ]


def test_individual_without_a_name_is_rejected(tmp_path: Path) -> None:
    """With its line and what it lacks."""
    nobody = "<INDIVIDUAL><REFERENCE_NUMBER>UTi.9</REFERENCE_NUMBER></INDIVIDUAL>"
    (tmp_path / "list.xml").write_bytes(un_list(individual(), nobody))
    report = load(tmp_path / "list.xml", tmp_path / "data", UN, max_bad_percent=50)
    written = (tmp_path / "list.xml.rejects.csv").read_text("utf-8").splitlines()

    assert report.rejected_by_reason == {"names: required": 1}
    assert written[1].startswith("3,names,required,")


def test_the_real_list_goes_in_whole(tmp_path: Path) -> None:
    """All 682 individuals, with all names, and every number that is written somewhere."""
    file = shared_file("un_consolidated_2024-09-26.xml")
    report = load(file, tmp_path / "data", UN)
    found = served(tmp_path / "data", UN)
    documents = [each for record in found.values() for each in record.documents]

    assert (report.accepted, report.rejected, report.records) == (682, 0, 682)
    assert report.as_of == "2024-09-26T00:00:07Z"
    assert sum(len(record.names) for record in found.values()) > 3_200
    assert len(documents) > 440
    assert all(any(c.isdigit() for c in each.number) for each in documents)
    assert sum(not record.births for record in found.values()) < 30
    assert sum(bool(record.nationalities) for record in found.values()) == 615
    assert all(finding.sound for finding in verify(tmp_path / "data"))
    assert FeedFolder(tmp_path / "data", UN).state() is not None
