"""States by their names: what lists write where we want a code.

`Iran (Islamic Republic of)`, `the Islamic Republic of Iran` and `IRAN` are one State: the
words count, not their order, nor articles, accents and punctuation. An adjective, as in
"Afghan passport", leads to its State as well.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from screening.normalize.state_codes import CANONICAL, NAMES

_ALSO: Final = """
BOL Bolivia | BRN Brunei | CAF CAR | CIV Ivory Coast | CIV Cote d Ivoire | COD DRC |
COD DR Congo | COD Congo Kinshasa | COD Democratic Republic Congo | COD Zaire |
COG Congo | COG Republic of the Congo | COG Congo Brazzaville | CPV Cape Verde |
CSK former Czechoslovakia | CZE Czech Republic | FLK Falkland Islands |
FSM Micronesia | GBR UK | GBR United Kingdom | GBR Great Britain | GBR Britain |
GBR England | GBR Scotland | GBR Wales | GBR Northern Ireland | GMB The Gambia |
HKG Hong Kong Special Administrative Region of China | IRN Iran |
KOR South Korea | KOR Korea South | LAO Laos | LBY Libyan Arab Jamahiriya |
LBY State of Libya | MAC Macau | MDA Moldova | MKD Macedonia |
MKD former Yugoslav Republic of Macedonia | MMR Burma | NLD Holland | PRK North Korea |
PRK DPRK | PRK Korea North | PSE Palestine | PSE Palestinian Authority |
PSE Occupied Palestinian Territory | PSE Palestinian Territories | RKS Kosovo |
RUS Russia | SUN Soviet Union | SUN USSR | SWZ Swaziland | SYR Syria | TLS East Timor |
TUR Turkiye | TWN Taiwan | TZA Tanzania | ARE UAE | USA USA | USA US | USA America |
USA United States | VAT Vatican | VAT Vatican City | VEN Venezuela | VNM Vietnam |
YUG Yugoslavia |
TWN Republic of China | CHN People's Republic of China | CHN PRC |
AFG Islamic Republic of Afghanistan | PAK Islamic Republic of Pakistan |
EGY Arab Republic of Egypt | DZA People's Democratic Republic of Algeria |
DEU Federal Republic of Germany | FRA French Republic
"""
"""Names that are used and are not those of ISO 3166: short, former, in full."""

_ADJECTIVES: Final = """
AFG Afghan Afghani | AGO Angolan | ALB Albanian | ARE Emirati | ARG Argentine Argentinian |
ARM Armenian | AUS Australian | AUT Austrian | AZE Azerbaijani Azeri | BDI Burundian |
BEL Belgian | BEN Beninese | BFA Burkinabe | BGD Bangladeshi | BGR Bulgarian |
BHR Bahraini | BIH Bosnian | BLR Belarusian | BOL Bolivian | BRA Brazilian | CAN Canadian |
CHE Swiss | CHL Chilean | CHN Chinese | CIV Ivorian | CMR Cameroonian | COD Congolese |
COL Colombian | CUB Cuban | CYP Cypriot | CZE Czech | DEU German | DJI Djiboutian |
DNK Danish | DZA Algerian | ECU Ecuadorian | EGY Egyptian | ERI Eritrean | ESP Spanish |
EST Estonian | ETH Ethiopian | FIN Finnish | FRA French | GBR British English | GEO Georgian |
GHA Ghanaian | GIN Guinean | GMB Gambian | GRC Greek | GTM Guatemalan | HND Honduran |
HRV Croatian | HTI Haitian | HUN Hungarian | IDN Indonesian | IND Indian | IRL Irish |
IRN Iranian | IRQ Iraqi | ISL Icelandic | ISR Israeli | ITA Italian | JAM Jamaican |
JOR Jordanian | JPN Japanese | KAZ Kazakh Kazakhstani | KEN Kenyan | KGZ Kyrgyz |
KHM Cambodian | KWT Kuwaiti | LAO Laotian | LBN Lebanese | LBR Liberian | LBY Libyan |
LKA Lankan | LTU Lithuanian | LUX Luxembourgish | LVA Latvian | MAR Moroccan |
MDA Moldovan | MDG Malagasy | MDV Maldivian | MEX Mexican | MKD Macedonian | MLI Malian |
MLT Maltese | MMR Burmese | MNE Montenegrin | MNG Mongolian | MOZ Mozambican |
MRT Mauritanian | MUS Mauritian | MWI Malawian | MYS Malaysian | NAM Namibian |
NGA Nigerian | NIC Nicaraguan | NLD Dutch | NOR Norwegian | NPL Nepalese Nepali |
OMN Omani | PAK Pakistani | PAN Panamanian | PER Peruvian | PHL Philippine Filipino |
POL Polish | PRT Portuguese | PRY Paraguayan | PSE Palestinian | QAT Qatari |
ROU Romanian | RUS Russian | RWA Rwandan | SAU Saudi | SDN Sudanese | SEN Senegalese |
SGP Singaporean | SLE Leonean | SLV Salvadoran | SOM Somali | SRB Serbian |
SSD South-Sudanese | SVK Slovak | SVN Slovenian | SWE Swedish | SYR Syrian | TCD Chadian |
TGO Togolese | THA Thai | TJK Tajik | TKM Turkmen | TTO Trinidadian | TUN Tunisian |
TUR Turkish | TZA Tanzanian | UGA Ugandan | UKR Ukrainian | URY Uruguayan |
USA American | UZB Uzbek | VEN Venezuelan | VNM Vietnamese | YEM Yemeni | ZAF South-African |
ZMB Zambian | ZWE Zimbabwean
"""

_TEXT_CHARS_MAX: Final = 100
_WORDS_MAX: Final = 8
_SHORT: Final = 3
"""Letters of a name that counts in capitals only: `us` and `car` are words."""
_WORD: Final = re.compile(r"[a-z]+")
_FILLING: Final = frozenset({"the", "of", "and", "state", "former", "d", "s"})
_FORMS_OF_STATE: Final = frozenset({"republic", "kingdom"})
"""Left out where the whole name is not known; that of the Congo and of Korea is."""


def _words(text: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKD", text).casefold()
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    words = _WORD.findall(letters)
    return tuple(sorted(w for w in words if w not in _FILLING)) or tuple(sorted(words))


def _table() -> Iterator[tuple[tuple[str, ...], str]]:
    for code, name in NAMES.items():
        yield _words(name), CANONICAL[code]
    for row in _ALSO.split("|"):
        code, name = row.split(maxsplit=1)
        yield _words(name), CANONICAL[code]


_BY_NAME: Final[Mapping[tuple[str, ...], str]] = dict(_table())
_BY_ADJECTIVE: Final[Mapping[tuple[str, ...], str]] = {
    _words(word): row.split()[0]
    for row in _ADJECTIVES.split("|")
    for word in row.split()[1:]
}


@lru_cache(maxsize=4_096)
def state_named(text: str) -> str:
    """Return the code of the State that is called *text*, or "" if none is.

    >>> state_named("Iran (Islamic Republic of)"), state_named("the Sudan")
    ('IRN', 'SDN')
    >>> state_named("Democratic People's Republic of Korea"), state_named("Türkiye")
    ('PRK', 'TUR')
    >>> state_named("Atlantis"), state_named("us"), state_named("US")
    ('', '', 'USA')
    """
    if len(text) > _TEXT_CHARS_MAX:
        return ""
    words = _words(text)
    plain = tuple(word for word in words if word not in _FORMS_OF_STATE)
    code = _BY_NAME.get(words, "") or _BY_NAME.get(plain, "")
    short = "".join(words) if sum(map(len, words)) <= _SHORT else ""
    return code if short.upper() in text else ""


def state_in(text: str) -> str:
    """Return the code of the first State that *text* names, by name or adjective.

    >>> state_in("Afghan passport number"), state_in("issued in South Sudan")
    ('AFG', 'SSD')
    >>> state_in("passport")
    ''
    """
    words = re.findall(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?", text[: 2 * _TEXT_CHARS_MAX])
    for first in range(len(words)):
        for count in range(min(_WORDS_MAX, len(words) - first), 0, -1):
            some = " ".join(words[first : first + count])
            if code := state_named(some) or _BY_ADJECTIVE.get(_words(some), ""):
                return code
    return ""
