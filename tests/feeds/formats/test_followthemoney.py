"""FollowTheMoney: persons out of a stream of entities, joined with their documents."""

import json
from pathlib import Path
from typing import Any

import pytest

from screening.errors import FeedRefused
from screening.records import Birth, Notice, PersonDocument, PersonRecord
from screening.storage.verify import verify
from tests.feeds.formats.lists import json_lines, load, served

FTM = "followthemoney"
Entity = dict[str, Any]


def entity(schema: str, called: str, /, **properties: list[Any]) -> Entity:
    return {"id": called, "schema": schema, "properties": properties}


def anna(**properties: list[Any]) -> Entity:
    """Return the specimen's holder as an entity."""
    return entity("Person", "uto-anna", **{"name": ["Anna Eriksson"], **properties})


def passport(number: str = "L898902C3", **properties: list[Any]) -> Entity:
    said = {"number": [number], "country": ["ut"], "holder": ["uto-anna"]}
    return entity("Passport", f"uto-{number}", **{**said, **properties})


def record_of(tmp_path: Path, *entities: Entity) -> PersonRecord:
    """Return the record that *entities* make."""
    (tmp_path / "x.json").write_bytes(json_lines(entities))
    load(tmp_path / "x.json", tmp_path / "data", FTM)
    return served(tmp_path / "data", FTM)["uto-anna"]


@pytest.mark.parametrize("named", [FTM, "ftm"])
def test_persons_go_in_and_others_are_counted(tmp_path: Path, named: str) -> None:
    """Other schemata are no persons and no faults."""
    file = tmp_path / "entities.ftm.json"
    others = [entity("Company", "c1"), entity("Company", "c2"), entity("Sanction", "s")]
    file.write_bytes(json_lines([*others, anna(), passport(holder=["nobody"])]))
    report = load(file, tmp_path / "data", named)

    assert (report.feed, report.rows, report.accepted) == (FTM, 1, 1)
    assert report.notes[1:] == [
        "passed over, because they are no persons: 2 Company, 1 Sanction",
        "1 documents are of holders who are not here",
    ]
    assert all(finding.sound for finding in verify(tmp_path / "data"))


def test_names_and_their_kinds(tmp_path: Path) -> None:
    """The first name is the primary one, whatever the others are."""
    record = record_of(
        tmp_path,
        anna(
            name=["Anna Eriksson", "Anna M. Eriksson", "Анна Эрикссон"],
            alias=["Anja"],
            weakAlias=["AE"],
            previousName=["Anna Svensson"],
            firstName=["Anna"],
            secondName=["Maria"],
            lastName=["Eriksson"],
            title=["Dr"],
        ),
    )

    assert [
        (n.kind, n.full or f"{n.primary}, {n.secondary}") for n in record.names
    ] == [
        ("primary", "Anna Eriksson"),
        ("alias", "Eriksson, Anna Maria"),
        ("alias", "Anna M. Eriksson"),
        ("original_script", "Анна Эрикссон"),
        ("alias", "Anja"),
        ("former", "Anna Svensson"),
        ("weak_alias", "AE"),
    ]


def test_parts_of_several_names_are_not_mixed(tmp_path: Path) -> None:
    """Two first names and two last names may be four persons' or one's: none is made up."""
    parts = {"firstName": ["Anna", "Anja"], "lastName": ["Eriksson", "Svensson"]}

    assert len(record_of(tmp_path, anna(**parts)).names) == 1


def test_person_by_parts_alone(tmp_path: Path) -> None:
    """Where there is no name in full, its parts are one."""
    parts = {"name": [], "firstName": ["Anna"], "lastName": ["Eriksson"]}
    (name,) = record_of(tmp_path, anna(**parts)).names

    assert (name.primary, name.secondary) == ("Eriksson", "Anna")


def test_everything_else_that_is_said(tmp_path: Path) -> None:
    """Births may be partial, countries may have regions, a State may be gone."""
    record = record_of(
        tmp_path,
        anna(
            birthDate=["1974", "1974-08-12", "1974-02-30"],
            birthPlace=["Zenith"],
            gender=["female"],
            nationality=["se", "gb-sct"],
            citizenship=["suhh", "zz"],
            country=["fr"],
            topics=["sanction"],
            position=["Specimen"],
            notes=["Of Doc 9303-4"],
        ),
    )

    assert record.births == (Birth(date="1974"), Birth(date="1974-08-12"))
    assert (record.birth_place, record.sex) == ("Zenith", "F")
    assert record.nationalities == ("SWE", "GBR", "SUN")
    assert (record.owner, record.notice) == ("XXX", Notice.SANCTION)
    assert record.purpose == "Topics: sanction."
    assert record.remarks == "Position: Specimen. Of Doc 9303-4"


@pytest.mark.parametrize(
    ("topics", "datasets", "notice"),
    [
        (["sanction"], [], Notice.SANCTION),
        (["wanted", "crime"], [], Notice.WANTED),
        (["role.pep"], [], Notice.INTEREST),
        (["sanction"], ["un_sc_sanctions", "x"], Notice.UN_SPECIAL),
        (["wanted"], ["interpol_red_notices"], Notice.RED),
        ([], ["interpol_yellow_notices"], Notice.YELLOW),
    ],
)
def test_notice_by_topic_and_source(
    tmp_path: Path, topics: list[str], datasets: list[str], notice: Notice
) -> None:
    """What is asked depends on where it comes from; a missing child is not wanted."""
    record = record_of(tmp_path, {**anna(topics=topics), "datasets": datasets})

    assert record.notice is notice


@pytest.mark.parametrize("order", [1, -1])
def test_documents_find_their_holder(tmp_path: Path, order: int) -> None:
    """Before or after the person, and those that the person names itself."""
    card = entity("Identification", "i", number=["D1"], holder=["uto-anna", "other"])
    entities = [passport(country=["se"]), anna(idNumber=["7408122"]), card]
    record = record_of(tmp_path, *entities[::order])

    assert set(record.documents) == {
        PersonDocument(number="L898902C3", type="passport", issuing_state="SWE"),
        PersonDocument(number="7408122", type="identity_card"),
        PersonDocument(number="D1", type="identity_card"),
    }


def test_person_twice_keeps_its_documents(tmp_path: Path) -> None:
    """The last one counts, and what is its own stays with it."""
    record = record_of(tmp_path, anna(), passport(), anna(name=["Anja Eriksson"]))

    assert record.names[0].full == "Anja Eriksson"
    assert [each.number for each in record.documents] == ["L898902C3"]


def test_documents_within_the_person(tmp_path: Path) -> None:
    """Nested entities, as some exports have them, and doubles that say less."""
    nested = passport(country=["se"], holder=[])
    record = record_of(tmp_path, anna(passport=[nested], passportNumber=["L898902C3"]))

    assert record.documents == (
        PersonDocument(number="L898902C3", type="passport", issuing_state="SWE"),
    )


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "not JSON"),
        (b"[1]", "not an entity: it has no schema"),
        (b'{"id":"x"}', "schema: not an entity: it has no schema"),
        (b'{"schema":"Person","id":"x","properties":[]}', "not an entity: it has no schema"),
        (b'{"schema":"Person","id":"x"}', "names: required"),
        (b'{"schema":"Person","properties":{"name":["A B"]}}', "record_id: required"),
        (b'{"schema":"\xff"}', "not UTF-8"),
        (b'{"schema":"\x00"}', "NUL byte"),
        (b'{"schema":"' + b"x" * 2_000_000 + b'"}', "longer than 1048576 bytes"),
        (b"[" * 100_000, "not an entity: it has no schema"),
    ],
)  # fmt: skip
def test_each_fault_costs_one_row(tmp_path: Path, line: bytes, reason: str) -> None:
    """A line that is no entity is one bad row; the others go in."""
    (tmp_path / "x.json").write_bytes(json_lines([anna()]) + line + b"\n")
    report = load(tmp_path / "x.json", tmp_path / "data", FTM, max_bad_percent=50)

    assert report.accepted == 1
    (found,) = report.rejected_by_reason
    assert found == reason


@pytest.mark.parametrize(
    "value", [None, "text", 1, {"a": 1}, [None], [1], [[]], [{"schema": "Passport"}]]
)
def test_odd_properties_do_no_harm(tmp_path: Path, value: Any) -> None:  # noqa: ANN401
    """What is no list of texts says nothing."""
    odd = dict.fromkeys(["birthDate", "gender", "alias", "topics", "passport"], value)

    assert record_of(tmp_path, {**anna(**odd), "datasets": []}).births == ()


def test_when_it_was_last_seen(tmp_path: Path) -> None:
    """The newest entity says how old the list is."""
    entities = [{**anna(), "last_seen": "2026-11-01T06:00:01"}]
    (tmp_path / "x.json").write_bytes(json_lines(entities))

    assert (
        load(tmp_path / "x.json", tmp_path / "d", FTM).as_of == "2026-11-01T06:00:01Z"
    )


def test_file_without_a_person_is_refused(tmp_path: Path) -> None:
    """Companies are no persons, and an empty file is no list."""
    for content in (b"", json.dumps(entity("Company", "c")).encode()):
        (tmp_path / "x.json").write_bytes(content)
        with pytest.raises(FeedRefused, match="no record in it"):
            load(tmp_path / "x.json", tmp_path / "data", FTM)
