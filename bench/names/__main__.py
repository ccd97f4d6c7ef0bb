"""python -m bench.names --pairs FILE.csv … [--innocents FILE.csv …] [--persons N] [--json].

Builds one list from who is listed in the pairs (name_b), asks for who is asked about in
them (name_a) and for the innocents, and says how many were found, how many were not to
be, and what it took.
"""

import argparse
import json
import sys
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from bench.names.asking import Asking, Scored, say
from bench.names.judged import Judged, by_category, judged
from bench.names.listed import Listed, listed_pairs
from bench.names.rows import ALL, Person, Share, read_innocents, read_pairs
from screening.policy.thresholds import DoorThresholds
from screening.queries import Door

Figures = dict[str, float | None]
_EXAMPLES = """
Of a pair, its own record counts: whether it is answered, from which score on, whether it
was compared at all. Of an innocent any record counts that is answered. Keys of --json:
pairs, precision, recall, f1 (at the threshold of POSSIBLE), f1_best and best_threshold
(at whichever is best), candidate_recall, innocents, innocents_alerted_name (asked by name
alone), innocents_alerted_full (with birth date, nationality and sex too), p50_us, p95_us,
p99_us (of questions with all that is known), index_mib, build_s. Shares are between 0 and
1; without innocents theirs are null.

  python -m bench.names --pairs pairs.csv --persons 100000
  python -m bench.names --pairs a.csv --pairs b.csv --innocents i.csv --json
  python -m bench.names --pairs pairs.csv --rows 0-3/5     tune on four fifths …
  python -m bench.names --pairs pairs.csv --rows 4/5       … and judge on the fifth
  python -m bench.names --pairs pairs.csv --per-category --dump scores.jsonl
"""


def main(arguments: list[str] | None = None) -> int:
    """Judge, and print what came of it."""
    asked = _parser().parse_args(arguments)
    pairs = read_pairs(asked.pairs, asked.rows)
    innocents = read_innocents(asked.innocents, asked.rows)
    least = DoorThresholds().at(Door.PERSON).possible
    say(f"a list of {len(pairs):,} records and {asked.persons:,} synthetic persons")
    with listed_pairs(pairs, persons=asked.persons) as held:
        asking = Asking(held)
        scored = asking.scored(pairs)
        found = _figures(held, asking, judged(scored, least=least), innocents)
    if asked.dump:
        _dump(asked.dump, scored)
    categories = by_category(scored, least=least) if asked.per_category else {}
    print(_as_json(found, categories) if asked.json else _as_text(found, categories))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench.names",
        description=__doc__,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    files: dict[str, Any] = {"action": "append", "type": Path, "metavar": "FILE.csv"}
    add("--pairs", **files, required=True, help="pairs; may be given again")
    add(
        "--innocents", **files, default=[], help="who is not listed; may be given again"
    )
    add("--persons", type=int, default=0, help="synthetic persons beside (%(default)s)")
    add("--json", action="store_true", help="print one object")
    add("--rows", type=_share, default=ALL, metavar="I/K", help="a share of the rows")
    add("--per-category", action="store_true", help="a line for each kind of pair too")
    add("--dump", type=Path, metavar="FILE", help="write the score of each pair there")
    return parser


def _share(text: str) -> Share:
    try:
        return Share.parsed(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _figures(
    held: Listed, asking: Asking, of_pairs: Judged, innocents: list[Person]
) -> Figures:
    """Ask for the *innocents*; return all that is said, in the order it is said."""
    return {
        **asdict(of_pairs),
        "innocents": len(innocents),
        "innocents_alerted_name": asking.alerted(innocents, name_only=True),
        "innocents_alerted_full": asking.alerted(innocents, name_only=False),
        "p50_us": asking.took.percentile_us(50),
        "p95_us": asking.took.percentile_us(95),
        "p99_us": asking.took.percentile_us(99),
        "index_mib": held.index_mib,
        "build_s": held.build_s,
    }


def _as_json(figures: Figures, categories: dict[str, Judged]) -> str:
    told = {"categories": {n: asdict(e) for n, e in categories.items()}}
    return json.dumps({**figures, **(told if categories else {})})


def _as_text(figures: Figures, categories: dict[str, Judged]) -> str:
    lines = [f"{name:24} {_shown(value):>12}" for name, value in figures.items()]
    if categories:
        columns = (field.name for field in fields(Judged))
        lines += ["", "".join(f"{name:>17}" for name in columns)]
    for name, each in categories.items():
        row = "".join(f"{_shown(value):>17}" for value in asdict(each).values())
        lines.append(f"{row}  {name}")
    return "\n".join(lines)


def _shown(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.4f}"


def _dump(file: Path, scored: list[Scored]) -> None:
    with file.open("w", encoding="utf-8") as out:
        for each in scored:
            pair = each.pair
            said = {
                "id": pair.key,
                "expect": "match" if pair.match else "no-match",
                "score": each.score,
                "category": pair.category,
                "name_a": pair.asked.name,
                "name_b": pair.listed.name,
                "dob_a": pair.asked.birth_date,
                "dob_b": pair.listed.birth_date,
            }
            out.write(json.dumps(said, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    sys.exit(main())
