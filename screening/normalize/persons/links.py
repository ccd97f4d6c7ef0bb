# ruff: noqa: SIM905 - tables read best as text
"""Small words that bind a name together: particles, articles, son of, daughter of."""

from typing import Final

PARTICLES: Final = frozenset(
    "de da do dos das di del della dello degli dei delle du des la le les lo los las van"
    " von vom zu zum zur der den het ter ten af av abu umm".split()
)
FATHERS: Final = frozenset("abu abou abo aboo abi aboul aboel".split())
ARTICLES: Final = frozenset(("al", "el"))
ASSIMILATED: Final = frozenset(
    first + letter + more
    for first in "aeiu"
    for letter in "dnrstz"
    for more in ("", "h")
    if letter in "dst" or not more
) | {"ul"}
"""The article before the letters it sounds like: ash-Shami, ud-Din, er-Rahman."""
SONS: Final = frozenset(
    "bin ibn ben bn ould wuld wald weld walad oglu ogly ogli ughli uulu ogullari".split()
)
DAUGHTERS: Final = frozenset(
    "bint binti binte bent binte mint kyzy kizi qizi gizi qyzy".split()
)
AFTER_FATHER: Final = frozenset(
    "oglu ogly ogli ughli uulu kyzy kizi qizi gizi qyzy".split()
)
"""Stand behind the father's name, as others stand before it."""

SLAVES: Final = frozenset(
    "abd abdul abdel abdal abdol abdoul abdil abdur abdus abdu abdir abder abdes abdun".split()
)
"""Servant of, with the article or without: half a name, that goes with what follows."""
OF_GOD: Final = frozenset(("allah", "ullah", "ulla", "llah"))
OF_FAITH: Final = frozenset(
    "din deen dine uddin uddeen eddin eddine eddeen addin aldin aldeen alddin".split()
)
"""The last halves of Nasrullah and Salahuddin."""
IRISH: Final = frozenset(("mc", "mac"))
