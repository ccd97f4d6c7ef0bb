"""Spoils lines of persons, each in one of the ways in which deliveries go wrong."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np

from tools.synthetic.cells import Flags

Row = dict[str, Any]
_SAID: Final[Sequence[Mapping[str, Any]]] = (
    {"record_id": ""},
    {"owner": "U2"},
    {"notice": "misplaced"},
    {"names": []},
    {"names": [{"kind": "primary"}]},
    {"names": [{"full": "One Name", "primary": "Two"}]},
    {"names": [{"full": "x" * 301}]},
    {"names": "One Name"},
    {"births": [{"date": "2024-02-30"}]},
    {"births": [{"date": "2099-01-01"}]},
    {"births": [{"from": 1974, "to": 1971}]},
    {"sex": "W"},
    {"nationalities": ["49"]},
    {"documents": [{"number": "-/-"}]},
    {"review_date": "31.12.2030"},
    {"remarks": "a bell \a rings"},
    {"remarks": "x" * 501},
    {"hair": "grey"},
)
"""What a spoilt row says in place of the truth."""
_FORM: Final[Sequence[Callable[[bytes], bytes]]] = (
    lambda line: line[: len(line) // 2],
    lambda line: line + b"\xff\xfe",
    lambda line: line + b"\0",
    lambda line: b"[" + line + b"]",
)
"""What happens to the bytes of a line on their way."""


def spoilt(
    rng: np.random.Generator, lines: Sequence[str], bad: Flags
) -> list[str | bytes]:
    """Return *lines* with the *bad* ones spoilt."""
    which = rng.integers(0, len(_SAID) + len(_FORM), len(lines)).tolist()
    return [
        _spoilt(line, how) if is_bad else line
        for line, how, is_bad in zip(lines, which, bad.tolist(), strict=True)
    ]


def _spoilt(line: str, how: int) -> bytes:
    if how >= len(_SAID):
        return _FORM[how - len(_SAID)](line.encode())
    row: Row = json.loads(line)
    return json.dumps({**row, **_SAID[how]}, ensure_ascii=False).encode()
