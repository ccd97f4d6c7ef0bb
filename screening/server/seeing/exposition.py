"""Metrics as text that Prometheus reads (exposition format, version 0.0.4).

Written by hand: it is a page of code. The library prometheus-client counts in files of its
own, one for each process that ever was, names the folder in the environment before it is
imported, and takes 5 µs for a labelled histogram, of which a question has one (ours 0.4).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
Labels = Mapping[str, str]
NO_LABELS: Labels = {}


class Sample(NamedTuple):
    """One number, and what it is of."""

    value: float
    labels: Labels = NO_LABELS
    suffix: str = ""
    """Of the family's name: a histogram has several."""


class Family(NamedTuple):
    """One metric: a name, what it means, and its samples."""

    name: str
    kind: str
    """`counter`, `gauge` or `histogram`."""
    means: str
    samples: Sequence[Sample]


def page(families: Iterable[Family]) -> str:
    r"""Return *families* as text.

    >>> means = "Records held."
    >>> print(page([Family("held", "gauge", means, [Sample(3, {"feed": 'a"b'})])]), end="")
    # HELP held Records held.
    # TYPE held gauge
    held{feed="a\"b"} 3
    """
    return "".join(map(_text, families))


def histogram(
    bounds: Sequence[float], counts: Sequence[int], total: float, labels: Labels
) -> list[Sample]:
    """Return the samples of *counts* by the upper *bounds*, and one beyond them.

    >>> [int(sample.value) for sample in histogram((0.1, 1.0), (2, 1, 1), 9.0, {})]
    [2, 3, 4, 9, 4]
    """
    samples, below = list[Sample](), 0
    for bound, count in zip([*map(str, bounds), "+Inf"], counts, strict=True):
        below += count
        samples.append(Sample(below, {**labels, "le": bound}, "_bucket"))
    return [*samples, Sample(total, labels, "_sum"), Sample(below, labels, "_count")]


def _text(family: Family) -> str:
    name = family.name
    lines = [f"# HELP {name} {family.means}", f"# TYPE {name} {family.kind}"]
    lines += [
        f"{name}{sample.suffix}{_labels(sample.labels)} {_number(sample.value)}"
        for sample in family.samples
    ]
    return "\n".join(lines) + "\n"


def _labels(labels: Labels) -> str:
    if not labels:
        return ""
    told = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())
    return "{" + told + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(float(value))
