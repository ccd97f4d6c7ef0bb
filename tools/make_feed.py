"""Makes synthetic feeds of any size, the same bytes for the same seed.

    python tools/make_feed.py --records 2000000 --out lost.csv
    python tools/make_feed.py --records 50000 --out smv.jsonl --database vehicles
    python tools/make_feed.py --records 200000 --out wanted.jsonl --database persons
    python tools/make_feed.py --records 100000 --out bad.csv --bad-percent 0.2
    python tools/make_feed.py --records 5000000 --out lost.parquet --format parquet
    python tools/make_feed.py --delta-of lost.csv --changes 5000 --out changes.csv
    python tools/make_feed.py --delta-of changes.csv --out more-changes.csv

Beside each feed lies its manifest. Always in it, under the State of no one (UTO): the
passport L898902C3 (stolen), the identity card AB2134567890 (lost), the blanks X0001000
to X0001999; among vehicles VIN 1M8GDM9AXKP042788; among persons Anna Maria Eriksson,
born on 12 August 1974. Nothing in it is about a real document, or anybody.
"""

import argparse
import io
import sys
from pathlib import Path

import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run as a script

from screening.errors import FeedRefused
from screening.records import Database
from tools.synthetic.asking import followed_by, layout_of, wrong_with
from tools.synthetic.delta import delta_rows
from tools.synthetic.make import Wish, texts
from tools.synthetic.person_delta import person_delta
from tools.synthetic.writing import write_manifest, write_parquet, write_texts


def main(arguments: list[str] | None = None) -> int:
    """Make what the command line asks for."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    if wrong := wrong_with(asked):
        parser.error(wrong)
    layout, compress = layout_of(asked)
    try:
        if asked.delta_of is None:
            _make_snapshot(asked, layout, compress)
        else:
            _make_delta(asked, layout, compress)
    except FeedRefused as refusal:
        parser.error(f"--delta-of {refusal}")
    except OSError as error:
        print(f"{parser.prog}: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--out", type=Path, required=True, help="the file to write")
    add("--records", type=int, default=1_000, help="rows, good and bad (%(default)s)")
    add("--database", choices=[*Database], default="documents")
    add("--feed", help="its name (synthetic-DATABASE); a delta takes its feed's")
    add("--revision", type=int, help="(1, or for a delta the one after its feed's)")
    add("--seed", type=int, default=1, help="same seed, same bytes (%(default)s)")
    add("--format", choices=("csv", "jsonl", "parquet"), help="(by the name of --out)")
    add("--compress", choices=("gz", "zst"), help="(by the name of --out)")
    add("--bad-percent", type=float, default=0.0, help="share of rows to spoil")
    add("--series", type=int, help="series of blanks (one in two thousand records)")
    add("--manifest", action=argparse.BooleanOptionalAction, default=True)
    add("--published-at", help="time in the manifest, RFC 3339 (now)")
    add("--delta-of", type=Path, help="make a delta that follows this feed, or delta")
    add("--changes", type=int, default=1_000, help="rows of the delta (%(default)s)")
    return parser


def _make_snapshot(
    asked: argparse.Namespace, layout: str, compress: str | None
) -> None:
    wish = Wish(
        database=asked.database,
        records=asked.records,
        seed=asked.seed,
        bad_percent=asked.bad_percent,
        series=asked.series,
        layout=layout,
    )
    if layout == "parquet":
        sha256 = write_parquet(asked.out, texts(wish))
    else:
        sha256 = write_texts(asked.out, texts(wish), compress)
    if asked.manifest:
        _say(
            asked,
            sha256=sha256,
            feed=asked.feed or f"synthetic-{asked.database}",
            database=asked.database,
            kind="snapshot",
            revision=asked.revision or 1,
            base_revision=None,
            records=asked.records,
        )


def _make_delta(asked: argparse.Namespace, layout: str, compress: str | None) -> None:
    followed = followed_by(asked.delta_of)
    base = followed.get("revision", 1)
    revision = asked.revision or base + 1
    if revision <= base:
        reason = f"is at revision {base}: --revision {revision} does not follow it"
        raise FeedRefused(file=asked.delta_of, reason=reason)
    database = followed.get("database", asked.database)
    rows, made = _delta_of(asked, database, followed.get("kind"), revision, layout)
    sha256 = write_texts(asked.out, made, compress)
    if asked.manifest:
        _say(
            asked,
            sha256=sha256,
            feed=asked.feed or followed.get("feed", f"synthetic-{database}"),
            database=database,
            kind="delta",
            revision=revision,
            base_revision=base,
            records=rows,
        )


def _delta_of(
    asked: argparse.Namespace,
    database: str,
    kind: str | None,
    revision: int,
    layout: str,
) -> tuple[int, list[bytes]]:
    """Return how many rows there are, and their text."""
    wish = Wish(database=database, seed=asked.seed)
    is_delta, changes = kind == "delta", asked.changes
    if database == Database.PERSONS:
        if layout != "jsonl":
            reason = "is of persons, and a delta of them is JSON Lines (.jsonl)"
            raise FeedRefused(file=asked.delta_of, reason=reason)
        lines = person_delta(
            wish, asked.delta_of, of_delta=is_delta, changes=changes, revision=revision
        )
        return len(lines), lines
    rows = delta_rows(
        wish, asked.delta_of, of_delta=is_delta, changes=changes, revision=revision
    )
    return rows.height, [_serialised(rows, layout)]


def _serialised(rows: pl.DataFrame, layout: str) -> bytes:
    if layout == "csv":
        return rows.write_csv().encode()
    if layout == "jsonl":
        return rows.write_ndjson().encode()
    with io.BytesIO() as file:
        rows.write_parquet(file)
        return file.getvalue()


def _say(asked: argparse.Namespace, *, sha256: str, **said: object) -> None:
    if asked.published_at:
        said["published_at"] = asked.published_at
    write_manifest(asked.out, sha256=sha256, **said)


if __name__ == "__main__":
    sys.exit(main())
