"""Who may ask, who may write, what is remembered: shown in a minute, with real TLS.

    make demo-secure
    python tools/demo_secure.py --keep demo-secure        keeps the folder

A checkpoint asks, an airline asks and learns less, an owner reports a passport and takes that
back, a revoked checkpoint is out, an auditor verifies and traces, and what was tampered with
is caught. Ends with 1 when a command does not end as it should.
"""

import argparse
import csv
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run as a script

from tools.showing import HIT, NO_RECORD, POSSIBLE, Showing, verdict

RECORDS = 20_000
OUT_AFTER_S = 2.0
"""Every worker looks for who was revoked once a second."""
REFUSED = 1
"""Exit code of a command that is refused."""
FEED = "national-lost"
GATE, AIRLINE = "UTO/checkpoint/harbour-3", "UTO/carrier/utopian-air"
POLICE = "UTO/owner/police"

LISTED = ("--number", "L898902C3", "--state", "UTO", "--type", "passport")
"""The passport of Doc 9303-4; every synthetic feed lists it as stolen."""
REPORTED = ("--number", "UTOPIA001", "--state", "UTO", "--type", "passport")
"""A passport that nobody has reported yet."""
RECORD = f"feeds/{FEED}/documents/UTOPIA001.UTO.UTO.UTO-DEMO-1"
STOLEN = {
    "op": "put",
    "record_id": "UTO-DEMO-1",
    "owner": "UTO",
    "issuing_state": "UTO",
    "document_type": "passport",
    "document_number": "UTOPIA001",
    "status": "stolen",
}
FOUND = {"op": "withdraw"} | {
    name: STOLEN[name]
    for name in ("record_id", "owner", "issuing_state", "document_number")
}

REGISTER = """\
format = "screening.register/1"
trust_domain = "screening.example"

[[caller]]
who = "spiffe://screening.example/UTO/checkpoint/harbour-3"
until = {until}
databases = ["documents"]
purposes = ["BORDER_CHECK"]
questions_per_minute = 600

[[caller]]
who = "spiffe://screening.example/UTO/carrier/utopian-air"
until = {until}
databases = ["documents"]
purposes = ["CARRIER_CHECK"]
questions_per_minute = 600

[[caller]]
who = "spiffe://screening.example/UTO/owner/police"
until = {until}
writes = ["{feed}"]
purposes = ["RECORD_UPKEEP"]

[end]
callers = 3
"""


def main() -> int:
    """Run the demo; 1 where something did not go as it should."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--keep", type=Path, help="keep the folder here")
    asked = parser.parse_args()
    if asked.keep and asked.keep.exists():
        parser.error(f"{asked.keep} is there already: the demo begins with nothing")
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="screening-demo-") as folder:
        kept = (asked.keep or Path(folder) / "demo").absolute()
        kept.mkdir(parents=True)
        showing = Showing(kept)
        Demo(showing).run()
    return verdict(showing, time.monotonic() - begun)


class Demo:
    """One run."""

    def __init__(self, showing: Showing) -> None:
        self._showing = showing
        self._folder = showing.folder
        self._say, self._type = showing.say, showing.command
        self._address = ""

    def run(self) -> None:
        """Make all that is needed, serve it, ask, write, revoke, and audit."""
        self._showing.export(SCREENING_CA="CA", SCREENING_DATA="data")
        self._certify()
        self._register()
        self._load()
        with self._showing.served(*_served()) as self._address:
            if self._address:
                self._ask()
                self._write()
                self._shut_out()
        self._audit()
        self._tamper()

    def _certify(self) -> None:
        self._say("A small authority, and a certificate for whoever takes part.")
        self._type(0, "pki", "init", "--trust-domain", "screening.example")
        self._type(0, "pki", "issue", "--host", "127.0.0.1")
        for caller in (GATE, AIRLINE, POLICE):
            self._type(0, "pki", "issue", caller)

    def _register(self) -> None:
        self._say("The register says who may ask what: nobody else is let in.")
        until = datetime.now(UTC).date() + timedelta(days=30)
        text = REGISTER.format(until=until.isoformat(), feed=FEED)
        (self._folder / "callers.toml").write_text(text, encoding="utf-8")
        self._showing.shell("cat callers.toml", shows="harbour-3")
        self._type(0, "register", "check", "callers.toml")

    def _load(self) -> None:
        self._say("A feed: nothing in it is about a real document.")
        made = ("--records", str(RECORDS), "--feed", FEED, "--out", "lost.csv")
        self._showing.tool("make_feed.py", *made)
        self._type(0, "load", "lost.csv")
        self._say(
            "An auditor makes keys elsewhere; the service seals its journal to them."
        )
        self._type(0, "audit", "keys", "--out", "auditor")
        self._type(0, "audit", "keys", "--auditor", "auditor/auditor.pub")
        self._say("The service: TLS, the register, two workers.")

    def _ask(self) -> None:
        self._say("A checkpoint asks about a passport that is reported stolen.")
        self._be(GATE, "BORDER_CHECK")
        self._check(HIT, *LISTED, shows="STOLEN passport L898902C3")
        self._say("And about one that nobody reported.")
        self._check(NO_RECORD, *REPORTED, shows="NO RECORD FOUND")
        self._say("An airline asks about both, and learns less.")
        self._be(AIRLINE, "CARRIER_CHECK")
        self._check(POSSIBLE, *LISTED, shows="REFER", hides="STOLEN")
        self._check(NO_RECORD, *REPORTED, shows="NO RECORD FOUND", hides=FEED)
        self._say("It may not ask for names.")
        self._check(REFUSED, "--name", "Anna Maria Eriksson", shows="not permitted")

    def _write(self) -> None:
        self._say("The police report a passport stolen: its owner alone may.")
        self._be(POLICE, "")
        self._submit("stolen.csv", STOLEN)
        self._say("The checkpoint's next question hits.")
        self._be(GATE, "BORDER_CHECK")
        self._check(HIT, *REPORTED, shows="STOLEN passport UTOPIA001")
        self._say("It was found again: the police take the report back.")
        self._be(POLICE, "")
        self._submit("found.csv", FOUND)
        self._say("The next question does not hit.")
        self._be(GATE, "BORDER_CHECK")
        self._check(NO_RECORD, *REPORTED, shows="NO RECORD FOUND")

    def _shut_out(self) -> None:
        self._say("The checkpoint's key is lost: its certificate is taken back.")
        self._type(0, "pki", "revoke", GATE, shows="revoked 1 certificate")
        time.sleep(OUT_AFTER_S)
        self._check(REFUSED, *LISTED, shows="its certificate was revoked")
        self._say("Who shows no certificate at all is told what is missing.")
        self._showing.export(
            SCREENING_CERTIFICATE="", SCREENING_KEY="", SCREENING_ROOTS=""
        )
        self._check(REFUSED, *LISTED, shows="callers that show a certificate")

    def _audit(self) -> None:
        self._say("The auditor: nothing was removed, altered, reordered or cut off.")
        self._type(0, "audit", "verify", shows="sound")
        self._say("Who filed the record that is gone, and who was shown it?")
        self._say("The auditor's key alone opens that.")
        self._type(REFUSED, "audit", "trace", RECORD, shows="sealed to the auditor")
        key = ("--key", "auditor/auditor.key")
        self._type(
            0, "audit", "trace", RECORD, *key, shows="changed 2 times, shown 1 time"
        )
        self._say("Who was turned away, and why? Operators may see that, too.")
        self._showing.shell(
            """screening audit export | grep '"kind": "refusal"'""",
            shows="its certificate was revoked",
        )

    def _tamper(self) -> None:
        self._say("Somebody hides a hit, in a copy of the data.")
        self._showing.shell("cp -r data copy")
        self._showing.shell(
            """sed -i 's/"answer":"HIT"/"answer":"NIL"/' copy/journal/chain-*/*.journal"""
        )
        verify = ("audit", "verify", "--data", "copy")
        self._type(REFUSED, *verify, shows="it was altered")

    def _be(self, caller: str, purpose: str) -> None:
        """Show the certificate of *caller*, and ask for that purpose, from now on."""
        file = caller.replace("/", "-")
        self._showing.export(
            SCREENING_CERTIFICATE=f"{file}.pem",
            SCREENING_KEY=f"{file}.key",
            SCREENING_ROOTS="CA/authority.pem",
            SCREENING_PURPOSE=purpose,
        )

    def _check(self, code: int, *words: str, shows: str, hides: str = "") -> None:
        at = ("check", "--server", self._address)
        self._type(code, *at, *words, shows=shows, hides=hides)

    def _submit(self, name: str, change: dict[str, str]) -> None:
        file = self._folder / name
        with file.open("w", newline="", encoding="utf-8") as opened:
            writer = csv.DictWriter(opened, list(change))
            writer.writeheader()
            writer.writerow(change)
        self._showing.shell(f"cat {name}", shows="UTOPIA001")
        to = ("--server", self._address, "--feed", FEED)
        self._type(0, "submit", name, *to, shows="1 change made")


def _served() -> tuple[str, ...]:
    """Return the options of the service."""
    return (
        *("--listen", "127.0.0.1:0", "--workers", "2"),
        *("--tls-certificate", "server.pem", "--tls-key", "server.key"),
        *("--client-roots", "CA/authority.pem", "--revoked", "CA/revoked.pem"),
        *("--trust-domain", "screening.example", "--register", "callers.toml"),
    )


if __name__ == "__main__":
    sys.exit(main())
