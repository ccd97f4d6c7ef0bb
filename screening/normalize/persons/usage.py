"""Words that are not names themselves: particles, links, titles; names joined or split."""

import re
from typing import Final

from screening.normalize.persons.parts import LINK, PARTICLE, TITLE

PARTICLES: Final = frozenset(
    "al de da do dos das di del della dello degli dei van von vom zu zum zur der den het"
    " ter ten te tot la le les lo du des af av abu abou umm y e i".split()
)
ARTICLES: Final = frozenset(
    "al el ul ur ud us ush as ash ad adh an ar at az ed er en es ez il".split()
)
SONS: Final = frozenset(
    "bin ibn ben bn ould wuld wald oglu ogly ogli uulu ugli".split()
)
DAUGHTERS: Final = frozenset(
    "bint binti binte bent binte mint kyzy kizi qizi gizi qyzy kizy".split()
)
AFTER_FATHER: Final = frozenset(
    "oglu ogly ogli uulu ugli kyzy kizi qizi gizi qyzy kizy".split()
)
TITLES: Final = frozenset(
    "mr mrs ms miss dr prof sir dame lord herr frau monsieur madame mme senor senora don"
    " dona sheikh shaikh shaykh haji hajji hadji mullah mawlawi maulana mawlana president"
    " prasident predsjednik presidente phd md jr sr ii iii iv esq llc ltd inc gmbh".split()
)
