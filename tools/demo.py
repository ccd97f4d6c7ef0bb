"""The whole thing in half a minute: feeds made, loaded, served, screened, changed.

    make demo
    python tools/demo.py --data demo-data        keeps the data folder

Each command is shown as it would be typed, with what it prints. Ends with 1 when one of
them does not end as it should.
"""

import argparse
import csv
import hashlib
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run as a script

from tools.showing import HIT, NO_RECORD, POSSIBLE, Showing, verdict

TAKEN_UP_S = 1.0
"""Workers look for new generations four times a second, and make them ready."""

STOLEN = (
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
)
"""The passport of Doc 9303-4; every synthetic feed lists it as stolen."""
MISREAD = (STOLEN[0], "L8989O2C36UTO7408122F1204159ZE184226B<<<<<10")
"""The same, one 0 read as O, so that its check digit fails."""
CLEAN = (
    "I<UTOD231458907<<<<<<<<<<<<<<<",
    "7408122F1204159UTO<<<<<<<<<<<6",
    "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
)
"""The identity card of Doc 9303-5, which nobody reported; the delta of this demo will."""

NOTICED = {
    "record_id": "UTO-DEMO-P1",
    "owner": "UTO",
    "notice": "blue",
    "names": [
        {"primary": "Eriksson", "secondary": "Anna Maria"},
        {"kind": "alias", "full": "Anna Maria Margareta Elisabet Eriksson"},
    ],
    "births": [{"date": "1974-08-12"}],
    "sex": "F",
    "nationalities": ["UTO"],
    "birth_place": "Zenith",
    "documents": [{"number": "L898902C3", "type": "passport", "issuing_state": "UTO"}],
    "cautions": "a specimen: nobody of that name was ever born",
}
"""The holder of all specimens of Doc 9303, put on a list of this demo."""
CUT_AND_MISSPELT = (*CLEAN[:2], "ERIKSON<<ANA<MARIA<MARGARETA<E")
"""Her identity card, two letters lost, and the name cut where its field ends."""

DELTA = {
    "op": "put",
    "record_id": "UTO-DEMO-1",
    "owner": "UTO",
    "issuing_state": "UTO",
    "document_type": "identity_card",
    "document_number": "D23145890",
    "status": "lost",
}


def main() -> int:
    """Run the demo; 1 where something did not go as it should."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, help="keep the data folder here")
    parser.add_argument("--records", type=int, default=200_000)
    asked = parser.parse_args()
    if asked.data and asked.data.exists():
        parser.error(f"{asked.data} is there already: the demo begins with nothing")
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="screening-demo-") as folder:
        showing = Showing(Path(folder))
        data = (asked.data or Path(folder) / "data").absolute()
        Demo(showing, data).run(asked.records)
    return verdict(showing, time.monotonic() - begun)


class Demo:
    """One run."""

    def __init__(self, showing: Showing, data: Path) -> None:
        self.showing = showing
        self._folder = showing.folder
        self._data = str(data)
        self._say, self._type = showing.say, showing.command

    def run(self, records: int) -> None:
        """Make, load, serve, screen, change, screen again."""
        self._say("Synthetic feeds: nothing in them is about a real document.")
        self._make_feeds(records)
        self._type(0, "load", "lost.csv", "vehicles.csv", "--data", self._data)
        self._say("The service, with two workers.")
        where = ("--data", self._data, "--listen", "127.0.0.1:0")
        with self.showing.served(*where, "--workers", "2") as address:
            if address:
                self._screen(address)
                self._notice(address)
                self._change(address)
        self._say("What was answered is in the journal; all of it can be proved.")
        self._type(0, "verify", "--data", self._data)

    def _screen(self, address: str) -> None:
        at = ("check", "--server", address)
        self._say("A passport that is reported stolen.")
        self._type(HIT, *at, *_mrz(STOLEN), shows="STOLEN passport L898902C3")
        self._say("An identity card that nobody reported.")
        self._type(NO_RECORD, *at, *_mrz(CLEAN), shows="NO RECORD FOUND")
        self._say("The stolen passport with one digit misread.")
        self._type(POSSIBLE, *at, *_mrz(MISREAD), shows="POSSIBLE_MISREAD")
        self._say("A number out of a series of stolen blanks.")
        blank = ("--number", "X0001500", "--state", "UTO", "--type", "passport")
        self._type(HIT, *at, *blank, shows="SERIES")
        self._say("A vehicle.")
        self._type(HIT, *at, "--vin", "1M8GDM9AXKP042788", shows="STOLEN vehicle")

    def _notice(self, address: str) -> None:
        self._say(
            "The holder of ICAO's specimens is put on a list of persons: a blue notice."
        )
        lines = self._folder / "noticed.jsonl"
        lines.write_text(f"{json.dumps(NOTICED)}\n", encoding="utf-8")
        of = ("--feed", "demo-noticed", "--database", "persons")
        self._type(0, "load", lines.name, *of, "--data", self._data)
        time.sleep(TAKEN_UP_S)
        self._say("Her card is read: letters are missing, the name is cut short.")
        at = ("check", "--server", address)
        self._type(HIT, *at, *_mrz(CUT_AND_MISSPELT), shows="spelt alike")
        self._say("A namesake of hers, who was taken for her before, and is not.")
        name = ("--name", "Anna Maria Eriksson", "--born", "1974")
        record = "feeds/demo-noticed/persons/UTO.UTO-DEMO-P1"
        self._type(NO_RECORD, *at, *name, "--exclude", record, shows="left out")

    def _change(self, address: str) -> None:
        self._say(
            "The identity card is reported lost: a delta, while the service answers."
        )
        self._make_delta()
        self._type(0, "apply", "changes.csv", "--data", self._data)
        at = ("check", "--server", address)
        self._type(HIT, *at, *_mrz(CLEAN), shows="LOST identity card D23145890")
        self._type(0, "status", "--server", address, shows="revision")

    def _make_feeds(self, records: int) -> None:
        few = ("--database", "vehicles", "--records", str(records // 10))
        self.showing.tool(
            "make_feed.py", "--records", str(records), "--out", "lost.csv"
        )
        self.showing.tool("make_feed.py", *few, "--out", "vehicles.csv")

    def _make_delta(self) -> None:
        """Write one change, and the manifest that says which revision it follows."""
        file = self._folder / "changes.csv"
        with file.open("w", newline="", encoding="utf-8") as opened:
            writer = csv.DictWriter(opened, list(DELTA))
            writer.writeheader()
            writer.writerow(DELTA)
        followed = self._folder / "lost.csv.manifest.json"
        manifest = json.loads(followed.read_text(encoding="utf-8")) | {
            "kind": "delta",
            "base_revision": 1,
            "revision": 2,
            "records": 1,
            "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
            "published_at": datetime.now(UTC).isoformat(),
        }
        beside = file.with_name("changes.csv.manifest.json")
        beside.write_text(json.dumps(manifest), encoding="utf-8")


def _mrz(lines: tuple[str, ...]) -> Iterator[str]:
    for line in lines:
        yield from ("--mrz", line)


if __name__ == "__main__":
    sys.exit(main())
