"""Synthetic persons: same seed, same bytes; what is made can be loaded, and followed."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from screening.feeds import delta
from screening.normalize.mrz import read_mrz
from screening.storage.feed_folder import FeedFolder
from tests.test_make_feed import load, make, said
from tests.world import NOW
from tools.make_feed import main
from tools.synthetic.names.parts import draws
from tools.synthetic.names.regions import regions
from tools.synthetic.names.styles import full_name
from tools.synthetic.travellers import DAMAGE, damaged, listed_traveller, travellers
from tools.synthetic.zones import CUTS, NAME_WIDTHS

PERSONS = ("--database", "persons")


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Return a feed of persons as it was delivered."""
    path = tmp_path_factory.mktemp("feed") / "x.jsonl"
    return lines_of(make(path, *PERSONS, "--records", "4000"))


def lines_of(path: Path) -> list[dict[str, Any]]:
    """Return the objects in *path*."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("name", ["x.jsonl", "x.jsonl.gz", "x.jsonl.zst"])
def test_same_seed_same_persons(tmp_path: Path, name: str) -> None:
    """The seed decides every byte; another seed makes others."""
    wish = (*PERSONS, "--records", "300", "--bad-percent", "1")
    first, second = (make(tmp_path / f"{n}-{name}", *wish) for n in "ab")
    other = make(tmp_path / name, *wish, "--seed", "2")

    assert first.read_bytes() == second.read_bytes() != other.read_bytes()
    assert (said(first)["database"], said(first)["records"]) == ("persons", 300)


def test_persons_can_be_loaded(tmp_path: Path) -> None:
    """Every row of a feed without faults goes in."""
    path = make(tmp_path / "x.jsonl", *PERSONS, "--records", "1000")
    report = load(path, tmp_path / "data")

    assert (report.rows, report.accepted, report.duplicates) == (1_000, 1_000, 0)
    assert report.warnings == []


def test_faults_of_persons_are_as_many_as_wished(tmp_path: Path) -> None:
    """So many rows are spoilt, in many ways, and each is one rejected row."""
    wish = (*PERSONS, "--records", "3000", "--bad-percent", "0.9")
    report = load(make(tmp_path / "x.jsonl", *wish), tmp_path / "data")

    assert report.rejected == 27
    assert len(report.rejected_by_reason) >= 10


def test_the_specimen_is_listed_first(rows: list[dict[str, Any]]) -> None:
    """ICAO's specimen of a person is in every feed, and nobody else of Utopia."""
    specimen = rows[0]

    assert specimen["record_id"] == "UTO-SPECIMEN-P1"
    assert (specimen["notice"], specimen["sex"]) == ("blue", "F")
    assert specimen["names"][0]["primary"] == "ERIKSSON"
    assert specimen["names"][0]["secondary"] == "ANNA MARIA"
    assert specimen["births"] == [{"date": "1974-08-12"}]
    assert [row["owner"] for row in rows].count("UTO") == 1


def test_shares_of_persons_are_plausible(rows: list[dict[str, Any]]) -> None:
    """Three names each; most are red, most are men; of a tenth the year is all there is."""
    notices = Counter(row["notice"] for row in rows).most_common()
    births = [row["births"][0] for row in rows if "births" in row]
    years = sum(len(birth.get("date", "long enough")) == 4 for birth in births)

    assert 2.8 < sum(len(row["names"]) for row in rows) / len(rows) < 3.2
    assert [notice for notice, _ in notices[:2]] == ["red", "diffusion_wanted"]
    assert 0.75 < sum(row.get("sex") == "M" for row in rows) / len(rows) < 0.85
    assert 0.08 < years / len(rows) < 0.12
    assert 0.03 < sum("from" in birth for birth in births) / len(rows) < 0.07
    assert 0.27 < sum("documents" in row for row in rows) / len(rows) < 0.33
    assert len({row["record_id"] for row in rows}) == len(rows)


def test_names_are_borne_as_names_are(rows: list[dict[str, Any]]) -> None:
    """Some families are large, many are of one; several scripts are in use."""
    families = Counter(row["names"][0].get("primary", "").upper() for row in rows)
    del families[""]
    kinds = Counter(name["kind"] for row in rows for name in row["names"])

    assert families.most_common(1)[0][1] > 15
    assert sum(count == 1 for count in families.values()) > 500
    assert {*kinds} == {"primary", "alias", "weak_alias", "former", "original_script"}


def test_every_region_names_men_and_women() -> None:
    """No part is missing and no style unknown, whoever is drawn."""
    draw = draws(np.random.default_rng(1))
    named = set()
    for _ in range(4_000):
        region = regions().drawn(draw)
        for sex in "MF":
            name = full_name(region, sex, draw)
            named.add(region.name)

            assert name.family or name.given
            assert all(part.latin.strip() for part in name.parts), region.name
            assert all(part.latin.isprintable() for part in name.parts)
    assert len(named) > 35


def test_a_delta_follows_persons(tmp_path: Path) -> None:
    """New, changed and withdrawn persons, revision by revision."""
    options = (*PERSONS, "--records", "500", "--bad-percent", "0.5")
    before = make(tmp_path / "x.jsonl", *options, "--revision", "7", "--feed", "wanted")
    load(before, tmp_path / "data")
    held = FeedFolder(tmp_path / "data", "wanted").state()
    for revision in (8, 9):
        out = tmp_path / f"{revision}.jsonl"
        before = make(out, "--delta-of", str(before), "--changes", "40")
        report = delta.apply(before, data=tmp_path / "data", now=lambda: NOW)

        assert (report.puts, report.withdrawals, report.withdrawn_missing) == (32, 8, 0)
        assert report.revision == revision
    now_held = FeedFolder(tmp_path / "data", "wanted").state()

    assert held is not None
    assert now_held is not None
    assert now_held.records == held.records + 2 * (20 - 8)


@pytest.mark.parametrize("name", ["x.csv", "x.parquet"])
def test_persons_are_no_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """A table has no room for lists of names: one line says so."""
    with pytest.raises(SystemExit) as ended:
        main(["--out", str(tmp_path / name), *PERSONS])

    assert ended.value.code == 2
    assert "JSON Lines" in capsys.readouterr().err


@pytest.mark.parametrize("kind", NAME_WIDTHS)
def test_zones_of_travellers_can_be_read(kind: str) -> None:
    """Every check digit is right, the name is whole or said to be cut."""
    for number, traveller in enumerate(travellers(1, 60)):
        for cut in CUTS:
            zone = traveller.zone(kind, cut=cut, number=number)
            reading = read_mrz(zone, today=NOW.date())

            assert reading.format == kind
            assert all(reading.check_digits.values())
            assert reading.birth_date == traveller.birth_date
            shown = reading.fields["primary_identifier"]
            assert traveller.primary.startswith(shown)
            assert reading.name_truncated or shown == traveller.primary


@pytest.mark.parametrize("how", DAMAGE)
def test_damage_leaves_a_name(rows: list[dict[str, Any]], how: str) -> None:
    """Of every listed person something is left to ask for, and mostly something changed."""
    draw = draws(np.random.default_rng(1))
    whole = [listed_traveller(row) for row in rows[:300]]
    shown = [damaged(traveller, how, draw) for traveller in whole]
    changed = sum(a != b for a, b in zip(whole, shown, strict=True))

    assert all(traveller.primary for traveller in shown)
    assert changed == 0 if how == "as printed" else changed > 80
