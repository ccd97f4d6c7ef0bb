"""What there is to say of the items of a batch, and what all of it has come to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from screening.cli.exits import EXIT_OF, ExitCode
from screening.cli.manifest_file import Item
from screening.queries import Answer, Hit, Searched

_ORDER = (Answer.HIT, Answer.POSSIBLE, Answer.REFER, Answer.NO_RECORD, None)
"""None of an error."""
_NOWHERE = (True, 0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One hit of one item, or why the item could not be looked up."""

    index: int
    item: Item
    answer: Answer | None = None
    hit: Hit | None = None
    cut: bool = False
    """More records matched this item than are shown."""
    error: str = ""
    error_field: str = ""
    notes: tuple[str, ...] = ()
    """What of the item could not be looked up, was left out, or is unusual."""


@dataclass(slots=True)
class Totals:
    """What the whole file has come to."""

    asked: int = 0
    thing: str = "document"
    answers: dict[int, Answer] = field(default_factory=dict)
    """By index, of items with a hit."""
    errors: int = 0
    searched: dict[tuple[str, int], Searched] = field(default_factory=dict)
    gaps: dict[str, None] = field(default_factory=dict)
    """What could not be searched, each once."""

    def exit_code(self) -> int:
        """Return 0 only where every item was looked up and none is on file.

        A feed that could not be searched does not change it: like its age, that is said
        beside the answer, and an item was looked up in the others.
        """
        for answer in (Answer.HIT, Answer.POSSIBLE, Answer.REFER):
            if answer in self.answers.values():
                return EXIT_OF[answer]
        return ExitCode.FAILED if self.errors else ExitCode.DONE


def ranked(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield *findings* item by item, the closest first, errors last."""
    from screening.policy.hits import nearness

    def rank(item: list[Finding]) -> tuple[int, tuple[bool, int, float], int]:
        first = item[0]
        near = nearness(first.hit) if first.hit else _NOWHERE
        return _ORDER.index(first.answer), near, first.index

    items_found: dict[int, list[Finding]] = {}
    for finding in findings:
        items_found.setdefault(finding.index, []).append(finding)
    for item in sorted(items_found.values(), key=rank):
        yield from item
