"""Letters of one script in another, in the several ways that passports and lists have."""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, NamedTuple

_LETTERS: Final = Path(__file__).with_name("letters.txt")
_SERBIAN: Final = "serbian"


class _Letters(NamedTuple):
    """One way: pairs of letters are put first, then what is left one by one."""

    pairs: Sequence[tuple[str, str]]
    single: Mapping[int, str]

    def written(self, text: str) -> str:
        """Return *text* in the other letters; what is unknown stays."""
        for pair, new in self.pairs:
            if pair in text:
                text = text.replace(pair, new)
        return text.translate(self.single)


def is_read_by_rule(script: str) -> bool:
    """Return whether parts written in *script* are put into Latin letters by rule."""
    return script in _ways() and script != _SERBIAN


@lru_cache(maxsize=1 << 15)
def latin_ways(native: str, script: str) -> tuple[str, ...]:
    """Return *native* in Latin letters, each way once, the passport's first.

    >>> latin_ways("Юрий", "russian")
    ('Iurii', 'Yury', 'Iourii', 'Jurij')
    """
    ways = [way.written(native) for way in _ways()[script]]
    return tuple(dict.fromkeys(ways))


def serbian_cyrillic(latin: str) -> str:
    """Return Serbian *latin* in Cyrillic letters.

    >>> serbian_cyrillic("Đorđe Ljubić")
    'Ђорђе Љубић'
    """
    return _ways()[_SERBIAN][0].written(latin)


@cache
def _ways() -> Mapping[str, Sequence[_Letters]]:
    """Return the ways of each script: the first, and those that differ from it."""
    found: dict[str, list[dict[str, str]]] = {}
    for line in _LETTERS.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        script, _, words = line.partition(": ")
        said = dict(word.split("=") for word in words.split())
        ways = found.setdefault(script, [])
        ways.append({**ways[0], **said} if ways else said)
    return {script: [_letters(way) for way in ways] for script, ways in found.items()}


def _letters(said: Mapping[str, str]) -> _Letters:
    cased = {old.capitalize(): new.capitalize() for old, new in said.items()} | dict(
        said
    )
    pairs = [(old, new) for old, new in cased.items() if len(old) > 1]
    single = {ord(old): new for old, new in cased.items() if len(old) == 1}
    return _Letters(pairs, single)
