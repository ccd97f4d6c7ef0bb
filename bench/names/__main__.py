"""python -m bench.names --pairs FILE.csv … [--innocents FILE.csv …] [--persons N] [--json].

Builds one list from who is listed in the pairs (name_b), asks for who is asked about in
them (name_a) and for the innocents, and says how many were found, how many were not to
be, and what it took. With --un FILE.xml the list is the UN's, and what is asked are the
zones that documents of the listed would have.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, get_args

from bench.names.asking import Asking, Known, Scored, say
from bench.names.judged import by_category, judged
from bench.names.listed import listed
from bench.names.points import Point, kinds, points, script
from bench.names.rows import ALL, Pair, Share, line_of, read_innocents, read_pairs
from bench.names.shown import Verdict
from bench.names.un import un_lines, un_pairs
from screening.policy.thresholds import DoorThresholds
from screening.queries import Door, PersonQuery

_EXAMPLES = """
Of a pair, its own record counts: whether it is answered, from which score on, whether it
was compared at all. Of an innocent any record counts that is answered. Keys of --json:
pairs, precision, recall, f1 (at the threshold of POSSIBLE), f1_best and best_threshold
(at whichever is best), candidate_recall, innocents, innocents_alerted_name (asked by name
alone), innocents_alerted_full (with birth date, nationality and sex too), p50_us, p95_us,
p99_us (of questions with all that is known, recorded nowhere), index_mib, build_s. Shares
are between 0 and 1; without innocents theirs are null.

  python -m bench.names --pairs pairs.csv --persons 100000
  python -m bench.names --pairs a.csv --pairs b.csv --innocents i.csv --json
  python -m bench.names --pairs pairs.csv --rows 0-3/5     tune on four fifths …
  python -m bench.names --pairs pairs.csv --rows 4/5       … and judge on the fifth
  python -m bench.names --pairs pairs.csv --per-category --dump scores.jsonl
  python -m bench.names --un list.xml --innocents i.csv --points --per-category
"""


def main(arguments: list[str] | None = None) -> int:
    """Judge, and print what came of it."""
    asked = _parser().parse_args(arguments)
    if asked.un:
        lines = un_lines(asked.un)
        pairs = un_pairs(lines, asked.rows)
    else:
        pairs = read_pairs(asked.pairs, asked.rows)
        lines = [line_of(pair) for pair in pairs]
    innocents = read_innocents(asked.innocents, asked.rows)
    say(f"a list of {len(lines):,} records and {asked.persons:,} synthetic persons")
    found = _judged(asked, lines, pairs, innocents)
    print(found.as_json() if asked.json else found.as_text())
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench.names",
        description=__doc__,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    csv: dict[str, Any] = {"action": "append", "type": Path, "metavar": "FILE.csv"}
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--pairs", **csv, default=[], help="pairs; may be given again")
    what.add_argument("--un", type=Path, metavar="FILE.xml", help="the UN's list")
    add = parser.add_argument
    add("--innocents", **csv, default=[], help="who is not listed; may be given again")
    add("--persons", type=int, default=0, help="synthetic persons beside (%(default)s)")
    add("--json", action="store_true", help="print one object")
    add("--rows", type=_share, default=ALL, metavar="I/K", help="a share of the rows")
    add("--per-category", action="store_true", help="each kind of pair by itself too")
    add("--points", action="store_true", help="recall at shares of innocents alerted")
    add("--dump", type=Path, metavar="FILE", help="write the score of each pair there")
    return parser


def _share(text: str) -> Share:
    try:
        return Share.parsed(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _judged(
    options: argparse.Namespace,
    lines: Sequence[bytes],
    pairs: Sequence[Pair],
    innocents: Sequence[PersonQuery],
) -> Verdict:
    """Build the list, ask, and count."""
    least = DoorThresholds().at(Door.PERSON).possible
    with listed(lines, persons=options.persons) as held:
        asking = Asking(held)
        scored = asking.scored(pairs)
        figures = {
            **asdict(judged(scored, least=least)),
            "innocents": len(innocents),
            "innocents_alerted_name": asking.alerted(innocents, "name"),
            "innocents_alerted_full": asking.alerted(innocents, "all"),
            "p50_us": asking.took.percentile_us(50),
            "p95_us": asking.took.percentile_us(95),
            "p99_us": asking.took.percentile_us(99),
            "index_mib": held.index_mib,
            "build_s": held.build_s,
        }
        at = _points(asking, pairs, scored, innocents) if options.points else {}
    if options.dump:
        _dump(options.dump, scored)
    categories = by_category(scored, least=least) if options.per_category else {}
    return Verdict(figures=figures, categories=categories, points=at)


def _points(
    asking: Asking,
    pairs: Sequence[Pair],
    scored: Sequence[Scored],
    innocents: Sequence[PersonQuery],
) -> dict[str, list[Point]]:
    """Return operating points by category and script, for each thing that is known."""
    found: dict[str, list[Point]] = {}
    known: Known
    for known in get_args(Known):
        alerts = asking.best_scores(innocents, known)
        again = scored if known == "all" else asking.scored(pairs, known)
        for what, group in (("category", kinds), ("script", script)):
            found[f"asked with {known}, by {what}"] = points(again, alerts, group)
    return found


def _dump(file: Path, scored: Sequence[Scored]) -> None:
    with file.open("w", encoding="utf-8") as out:
        for each in scored:
            pair = each.pair
            asked = pair.asked
            said = {
                "id": pair.key,
                "expect": "match" if pair.match else "no-match",
                "score": each.score,
                "category": pair.category,
                "name_a": asked.full or f"{asked.primary}<<{asked.secondary or ''}",
                "name_b": pair.listed.full,
                "dob_a": asked.birth_date,
                "dob_b": pair.listed.birth_date,
            }
            out.write(json.dumps(said, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    sys.exit(main())
