"""Names that are written joined or apart, brought to one way.

Abd al-Rahman, Abdul Rahman, Abdurrahman and Abderrahmane begin alike; so end Salah ad-Din
and Salahuddin, Nasr Allah and Nasrullah; Mc Donald is McDonald. Joined is the way: the
halves say little, and the whole is rare.
"""

import re
from collections.abc import Sequence
from typing import Final

from screening.normalize.persons.links import (
    AFTER_FATHER,
    ARTICLES,
    ASSIMILATED,
    DAUGHTERS,
    FATHERS,
    IRISH,
    OF_FAITH,
    OF_GOD,
    SLAVES,
    SONS,
)
from screening.normalize.persons.parts import (
    FAMILY,
    GIVEN,
    LINK,
    PART_CHARS_MAX,
    PARTICLE,
)
from screening.normalize.persons.sounds import condensed, sound
from screening.normalize.persons.words import Word

_ANY_ARTICLE: Final = ARTICLES | ASSIMILATED
_ENDINGS: Final = OF_GOD | OF_FAITH
_ENDINGS_AFTER_ARTICLE: Final = frozenset(("din", "deen", "dine"))
SPECIAL: Final = (
    _ANY_ARTICLE | _ENDINGS | AFTER_FATHER | FATHERS | DAUGHTERS | IRISH | SLAVES | SONS
)
"""Words that `joined` does something about."""

_SLAVE_OF: Final = re.compile(
    r"abd(?:ou|[aeiou])?+(?:l|([rstzdn])(?=\1))?+(?=...)"  # the article, in any shape
)
_SLAVE_OF_GOD: Final = re.compile("abd[aeiou]?l{1,3}ah?")
_TO_GOD: Final = re.compile("(?<=...)(?:[aou]ll?ah|ulla)$")
_TO_FAITH: Final = re.compile("(?<=...)(?:[aeiu]d+|u)d(?:i|ee|ea|e|y)ne?$")


def settled(text: str) -> str:
    """Return *text* as it is spelt in these forms: at most 24 letters, joined names alike.

    What comes back comes back unchanged when given again.

    >>> settled("abderrahmane"), settled("abdelaziz"), settled("abdallah"), settled("abdi")
    ('abdulrahmane', 'abdulaziz', 'abdullah', 'abdi')
    >>> settled("nasreddine"), settled("nasrallah"), settled("borodin")
    ('nasruddin', 'nasrullah', 'borodin')
    """
    text = text[:PART_CHARS_MAX]
    if text.startswith("abd"):
        text = _abdul(text)
    if text.endswith(("h", "ulla")):
        text = _TO_GOD.sub("ullah", text)
    elif text.endswith(("n", "ne")):
        text = _TO_FAITH.sub("uddin", text)
    return text[:PART_CHARS_MAX]


def _abdul(text: str) -> str:
    if text in SLAVES:
        return "abdul"
    if _SLAVE_OF_GOD.fullmatch(text):
        return "abdullah"
    return _SLAVE_OF.sub("abdul", text, count=1)


def joined(words: Sequence[Word]) -> list[Word]:
    """Return *words* with halves of names put together, and links before the father.

    >>> [word.text for word in joined([Word("salah"), Word("ad"), Word("din")])]
    ['salahuddin']
    >>> [word.text for word in joined([Word("heydar"), Word("oglu")])]
    ['bin', 'heydar']

    What comes back comes back unchanged when given again: halves of halves are joined too.
    """
    done = _joined(words)
    while len(done) < len(words):
        words, done = done, _joined(done)
    return done


def _joined(words: Sequence[Word]) -> list[Word]:
    words = _irish_joined(words)
    done: list[Word] = []
    at = 0
    while at < len(words):
        word = words[at]
        after_name = (
            bool(done) and _is_plain(done[-1]) and _in_one_field(done[-1], word)
        )
        if used := _beginning(words, at):
            done.append(_together(word, words[at + used - 1]))
        elif after_name and (used := _ending(words, at)):
            done[-1] = _together(done[-1], _ending_of(words[at + used - 1]))
        elif after_name and word.text in AFTER_FATHER:
            done.insert(-1, _link(word))
        else:
            done.append(_alone(word, words[at + 1] if at + 1 < len(words) else None))
        at += used or 1
    return done


def _irish_joined(words: Sequence[Word]) -> list[Word]:
    done: list[Word] = []
    for word in words:
        if not done or done[-1].text not in IRISH:
            done.append(word)
        elif word.text in IRISH:
            done[-1] = word
        elif _is_plain(word):
            done[-1] = _together(done[-1], word)
        else:
            done.append(word)
    return done


def _beginning(words: Sequence[Word], at: int) -> int:
    """Return how many words from *at* on are one name that is begun there, else 0."""
    if words[at].text not in SLAVES:
        return 0
    end = at
    while end < len(words) and words[end].text in SLAVES | _ANY_ARTICLE:
        end += 1
    whole = (
        end < len(words)
        and (_is_plain(words[end]) or words[end].text in OF_GOD)
        and _in_one_field(words[at], words[end])
    )
    return end + 1 - at if whole else 0


def _ending(words: Sequence[Word], at: int) -> int:
    """Return how many words from *at* on are the end of the name before, else 0."""
    first = words[at].text
    if first in _ENDINGS:
        return int(first not in _ENDINGS_AFTER_ARTICLE)
    after = first in _ANY_ARTICLE and at + 1 < len(words)
    return 2 if after and words[at + 1].text in _ENDINGS else 0


def _ending_of(word: Word) -> Word:
    if word.text in OF_GOD:
        return Word("ullah", "L", word.marks)
    return Word("uddin", "TN", word.marks)


def _together(first: Word, second: Word) -> Word:
    begins = first.text in SLAVES
    text = "abdul" if begins else first.text
    if begins and second.text in OF_GOD:
        second = second._replace(text="lah")
    whole = settled(text + second.text)
    if first.sound is None and (second.sound is None or not begins):
        return Word(whole, None, first.marks | second.marks)
    heard = sound(text) if begins or first.sound is None else first.sound
    also = sound(second.text) if second.sound is None else second.sound
    return Word(whole, condensed(heard + also.lstrip("A")), first.marks | second.marks)


def _in_one_field(one: Word, other: Word) -> bool:
    """Whether no end of a field, family names or given ones, lies between the two."""
    return not (one.marks ^ other.marks) & (FAMILY | GIVEN)


def _is_plain(word: Word) -> bool:
    return len(word.text) > 1 and word.text not in SPECIAL


def _alone(word: Word, following: Word | None) -> Word:
    text = word.text
    if text in SONS or text in DAUGHTERS:
        return _link(word)
    if text in FATHERS:
        return Word("abu", "AB", word.marks | PARTICLE)
    if text in ARTICLES:
        return Word("al", "AL", word.marks | PARTICLE)
    if following and text in ASSIMILATED and following.text[0] == text[1]:
        return Word("al", "AL", word.marks | PARTICLE)
    return word._replace(text=settled(text))


def _link(word: Word) -> Word:
    text = "bint" if word.text in DAUGHTERS else "bin"
    return Word(text, None, word.marks | LINK)
