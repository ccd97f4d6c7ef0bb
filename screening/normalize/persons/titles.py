# ruff: noqa: SIM905 - tables read best as text
"""Words around a name that are no name: titles, honours, degrees, forms of companies.

Only what is hardly ever a name itself: Ma, Pan, Shah, Begum and Md are names to more
people than they are titles to.
"""

import re
from typing import Final

TITLES: Final = frozenset(
    # English
    "mr mrs miss mister dr doctor prof professor rev reverend honourable honorable sir dame"
    " madam sgt capt cpt lt esq esquire"
    # French, Italian, Spanish, Portuguese, Romanian
    " monsieur mme madame mlle mademoiselle messieurs signor signora dottor dottore avv"
    " senor senora senorita sra srta dona doutor doutora engenheiro domnul doamna"
    " licenciado ingeniero"
    # German, Dutch, the North
    " herr frau fraulein dipl freiherr freifrau grafin dhr mevr mevrouw meneer jonkheer"
    " fru froken"
    # Slavic, Baltic, Greek, Turkish
    " gospodin gospodja gospodzha gospozha tovarishch ponas ponia kyrios kyria bayan"
    " efendi hanim pasha"
    # Arabic, Persian, Urdu, Pashto
    " sheikh shaikh shaykh sheik cheikh cheik scheich shekh sheikha shaikha haji hajji"
    " hadji hajj hadj hajja alhaji alhaj elhadj ayatollah hojatoleslam hojjatoleslam"
    " allamah allama mullah mulla mawlawi maulavi maulvi molvi moulvi mawlana maulana"
    " moulana mufti qari ustad ustadh ustaz janab sahib saheb doktor duktur akhund"
    # India, South-East and East Asia
    " shri shree smt shrimati thiru pandit swami datuk datin tuan tengku tunku raden hajah"
    " encik venerable rinpoche"
    # Offices
    " president presidente prasident praesident presidentti predsjednik predsednik"
    " prezident prezydent premier minister ministre ministro secretary ambassador"
    " ambassadeur senator chancellor kanzler"
    # Behind a name
    " jr jnr snr junior ii iii phd obe mbe cbe kbe kcmg cpa osb"
    # What a name of a company ends with
    " llc ltd limited inc incorporated corp corporation gmbh plc llp sarl srl ooo oao zao"
    " pjsc ojsc jsc pty sdn bhd".split()
)  # fmt: skip
"""Hardly count, wherever they stand."""

FIRST_TITLES: Final = frozenset(
    "ms hon general gen major maj captain colonel col sergeant lieutenant commander marshal"
    " admiral king queen prince princess lord lady baron baroness count countess duke"
    " duchess earl bishop archbishop cardinal pope father brother sister mother judge"
    " justice sr don donna frei padre fray saint st comrade rabbi rav reb imam emam emir"
    " sultan sardar sri khun phra daw".split()
)  # fmt: skip
"""Titles where a name begins with them: King Salman is a king, Stephen King is none."""

_ORDINAL: Final = re.compile(r"\d+(?:st|nd|rd|th)?")


def is_number(text: str) -> bool:
    """Return whether *text* counts: 2, 2nd, 14th.

    >>> is_number("2nd"), is_number("mrs")
    (True, False)
    """
    return _ORDINAL.fullmatch(text) is not None
