"""Codes of States and organisations, and which of them mean the same issuer.

Two tables of `code alpha-2 name` (`-` where there is no alpha-2), kept as text because
289 rows read better as a page than as a module, and taken apart once, on import.
Sources: ISO 3166-1 for States and territories; ICAO Doc 9303-3 (8th edition, amended
2026) section 5 for Germany's `D`, British nationalities, organisations, persons without
a nationality and specimens; ISO 3166-3 for withdrawn codes, which old documents bear.
"""

from collections.abc import Iterator, Mapping
from typing import Final

ISO_3166_1: Final = """
ABW AW Aruba | AFG AF Afghanistan | AGO AO Angola | AIA AI Anguilla |
ALA AX Åland Islands | ALB AL Albania | AND AD Andorra |
ARE AE United Arab Emirates (the) | ARG AR Argentina | ARM AM Armenia |
ASM AS American Samoa | ATA AQ Antarctica | ATF TF French Southern Territories (the) |
ATG AG Antigua and Barbuda | AUS AU Australia | AUT AT Austria | AZE AZ Azerbaijan |
BDI BI Burundi | BEL BE Belgium | BEN BJ Benin |
BES BQ Bonaire, Sint Eustatius and Saba | BFA BF Burkina Faso | BGD BD Bangladesh |
BGR BG Bulgaria | BHR BH Bahrain | BHS BS Bahamas (the) |
BIH BA Bosnia and Herzegovina | BLM BL Saint Barthélemy | BLR BY Belarus |
BLZ BZ Belize | BMU BM Bermuda | BOL BO Bolivia (Plurinational State of) |
BRA BR Brazil | BRB BB Barbados | BRN BN Brunei Darussalam | BTN BT Bhutan |
BVT BV Bouvet Island | BWA BW Botswana | CAF CF Central African Republic (the) |
CAN CA Canada | CCK CC Cocos (Keeling) Islands (the) | CHE CH Switzerland |
CHL CL Chile | CHN CN China | CIV CI Côte d'Ivoire | CMR CM Cameroon |
COD CD Congo (the Democratic Republic of the) | COG CG Congo (the) |
COK CK Cook Islands (the) | COL CO Colombia | COM KM Comoros (the) |
CPV CV Cabo Verde | CRI CR Costa Rica | CUB CU Cuba | CUW CW Curaçao |
CXR CX Christmas Island | CYM KY Cayman Islands (the) | CYP CY Cyprus |
CZE CZ Czechia | DEU DE Germany | DJI DJ Djibouti | DMA DM Dominica | DNK DK Denmark |
DOM DO Dominican Republic (the) | DZA DZ Algeria | ECU EC Ecuador | EGY EG Egypt |
ERI ER Eritrea | ESH EH Western Sahara* | ESP ES Spain | EST EE Estonia |
ETH ET Ethiopia | FIN FI Finland | FJI FJ Fiji |
FLK FK Falkland Islands (the) [Malvinas] | FRA FR France |
FRO FO Faroe Islands (the) | FSM FM Micronesia (Federated States of) | GAB GA Gabon |
GBR GB United Kingdom of Great Britain and Northern Ireland (the) | GEO GE Georgia |
GGY GG Guernsey | GHA GH Ghana | GIB GI Gibraltar | GIN GN Guinea |
GLP GP Guadeloupe | GMB GM Gambia (the) | GNB GW Guinea-Bissau |
GNQ GQ Equatorial Guinea | GRC GR Greece | GRD GD Grenada | GRL GL Greenland |
GTM GT Guatemala | GUF GF French Guiana | GUM GU Guam | GUY GY Guyana |
HKG HK Hong Kong | HMD HM Heard Island and McDonald Islands | HND HN Honduras |
HRV HR Croatia | HTI HT Haiti | HUN HU Hungary | IDN ID Indonesia |
IMN IM Isle of Man | IND IN India | IOT IO British Indian Ocean Territory (the) |
IRL IE Ireland | IRN IR Iran (Islamic Republic of) | IRQ IQ Iraq | ISL IS Iceland |
ISR IL Israel | ITA IT Italy | JAM JM Jamaica | JEY JE Jersey | JOR JO Jordan |
JPN JP Japan | KAZ KZ Kazakhstan | KEN KE Kenya | KGZ KG Kyrgyzstan |
KHM KH Cambodia | KIR KI Kiribati | KNA KN Saint Kitts and Nevis |
KOR KR Korea (the Republic of) | KWT KW Kuwait |
LAO LA Lao People's Democratic Republic (the) | LBN LB Lebanon | LBR LR Liberia |
LBY LY Libya | LCA LC Saint Lucia | LIE LI Liechtenstein | LKA LK Sri Lanka |
LSO LS Lesotho | LTU LT Lithuania | LUX LU Luxembourg | LVA LV Latvia | MAC MO Macao |
MAF MF Saint Martin (French part) | MAR MA Morocco | MCO MC Monaco |
MDA MD Moldova (the Republic of) | MDG MG Madagascar | MDV MV Maldives |
MEX MX Mexico | MHL MH Marshall Islands (the) | MKD MK North Macedonia | MLI ML Mali |
MLT MT Malta | MMR MM Myanmar | MNE ME Montenegro | MNG MN Mongolia |
MNP MP Northern Mariana Islands (the) | MOZ MZ Mozambique | MRT MR Mauritania |
MSR MS Montserrat | MTQ MQ Martinique | MUS MU Mauritius | MWI MW Malawi |
MYS MY Malaysia | MYT YT Mayotte | NAM NA Namibia | NCL NC New Caledonia |
NER NE Niger (the) | NFK NF Norfolk Island | NGA NG Nigeria | NIC NI Nicaragua |
NIU NU Niue | NLD NL Netherlands (the) | NOR NO Norway | NPL NP Nepal | NRU NR Nauru |
NZL NZ New Zealand | OMN OM Oman | PAK PK Pakistan | PAN PA Panama | PCN PN Pitcairn |
PER PE Peru | PHL PH Philippines (the) | PLW PW Palau | PNG PG Papua New Guinea |
POL PL Poland | PRI PR Puerto Rico |
PRK KP Korea (the Democratic People's Republic of) | PRT PT Portugal |
PRY PY Paraguay | PSE PS Palestine, State of | PYF PF French Polynesia |
QAT QA Qatar | REU RE Réunion | ROU RO Romania | RUS RU Russian Federation (the) |
RWA RW Rwanda | SAU SA Saudi Arabia | SDN SD Sudan (the) | SEN SN Senegal |
SGP SG Singapore | SGS GS South Georgia and the South Sandwich Islands |
SHN SH Saint Helena, Ascension and Tristan da Cunha | SJM SJ Svalbard and Jan Mayen |
SLB SB Solomon Islands | SLE SL Sierra Leone | SLV SV El Salvador |
SMR SM San Marino | SOM SO Somalia | SPM PM Saint Pierre and Miquelon |
SRB RS Serbia | SSD SS South Sudan | STP ST Sao Tome and Principe | SUR SR Suriname |
SVK SK Slovakia | SVN SI Slovenia | SWE SE Sweden | SWZ SZ Eswatini |
SXM SX Sint Maarten (Dutch part) | SYC SC Seychelles |
SYR SY Syrian Arab Republic (the) | TCA TC Turks and Caicos Islands (the) |
TCD TD Chad | TGO TG Togo | THA TH Thailand | TJK TJ Tajikistan | TKL TK Tokelau |
TKM TM Turkmenistan | TLS TL Timor-Leste | TON TO Tonga | TTO TT Trinidad and Tobago |
TUN TN Tunisia | TUR TR Turkey | TUV TV Tuvalu | TWN TW Taiwan (Province of China) |
TZA TZ Tanzania, the United Republic of | UGA UG Uganda | UKR UA Ukraine |
UMI UM United States Minor Outlying Islands (the) | URY UY Uruguay |
USA US United States of America (the) | UZB UZ Uzbekistan | VAT VA Holy See (the) |
VCT VC Saint Vincent and the Grenadines | VEN VE Venezuela (Bolivarian Republic of) |
VGB VG Virgin Islands (British) | VIR VI Virgin Islands (U.S.) | VNM VN Viet Nam |
VUT VU Vanuatu | WLF WF Wallis and Futuna | WSM WS Samoa | YEM YE Yemen |
ZAF ZA South Africa | ZMB ZM Zambia | ZWE ZW Zimbabwe
"""
"""States and territories; names as ISO writes them."""

DOC_9303_3: Final = """
D DE Germany | EUE EU European Union (laissez-passer) | RKS KS Kosovo |
GBD - British Overseas Territories Citizen | GBN - British National (Overseas) |
GBO - British Overseas Citizen | GBP - British Protected Person |
GBS - British Subject | UNO UN United Nations Organization or one of its officials |
UNA - United Nations specialized agency or one of its officials |
UNK - Resident of Kosovo with a UNMIK travel document |
XBA - African Development Bank (ADB) | XCE - Council of Europe |
XCC - Caribbean Community or one of its emissaries (CARICOM) |
XCO - Common Market for Eastern and Southern Africa (COMESA) |
XDC - Southern African Development Community |
XEC - Economic Community of West African States (ECOWAS) |
XES - Organization of Eastern Caribbean States (OECS) |
XIM - African Export-Import Bank (AFREXIM bank) |
XMP - Parliamentary Assembly of the Mediterranean (PAM) |
XOM - Sovereign Military Order of Malta or one of its emissaries |
XPO - International Criminal Police Organization (INTERPOL) |
XXA - Stateless person (1954 Convention, Art. 1) |
XXB - Refugee (1951 Convention as amended by the 1967 Protocol) |
XXC - Refugee, other than XXB | XXX - Person of unspecified nationality |
ANT AN Netherlands Antilles | NTZ NT Neutral Zone | UTO UT Utopia (specimen documents) |
IAO IA ICAO (master list signing only)
"""
"""Codes of section 5 that are not ISO 3166-1; `UN` is read as UNO, never as UNA."""

WITHDRAWN: Final = """
BUR BU Burma | CSK - Czechoslovakia | DDR DD German Democratic Republic |
ROM - Romania (until 2002) | SCG - Serbia and Montenegro | SUN SU USSR |
TMP TP East Timor (until 2002) | YUG YU Yugoslavia | ZAR ZR Zaire |
XKX XK Kosovo (user-assigned code) | XXK - Kosovo (temporary EU code) |
INP - International Criminal Police Organization (specimens)
"""
"""Codes of ISO 3166-3 and unofficial ones that are or were printed all the same."""

SAME_ISSUER: Final[Mapping[str, str]] = {
    "D": "DEU",
    **dict.fromkeys(("GBD", "GBN", "GBO", "GBP", "GBS"), "GBR"),
    "UK": "GBR",  # exceptionally reserved in ISO 3166-1 for this use
    "XKX": "RKS",
    "XXK": "RKS",
    "BUR": "MMR",
    "INP": "XPO",
    "ROM": "ROU",
    "TMP": "TLS",
    "ZAR": "COD",
}
"""Code -> the code its issuer is filed under: mere renamings, and variants of one issuer.

A State that split or merged (SUN, YUG, SCG, CSK, DDR, ANT, NTZ) is nobody's former name,
and UNK, UNA and UNO stay apart: their documents are numbered apart.
"""


def _rows(table: str) -> Iterator[tuple[str, str, str]]:
    for row in table.split("|"):
        code, alpha_2, name = row.split(maxsplit=2)
        yield code, alpha_2, " ".join(name.split())


_ROWS: Final = tuple(_rows(f"{ISO_3166_1}|{DOC_9303_3}|{WITHDRAWN}"))

NAMES: Final[Mapping[str, str]] = {code: name for code, _, name in _ROWS}
"""Every three-letter code (and `D`) -> its name."""

CANONICAL: Final[Mapping[str, str]] = {
    **{
        alpha_2: SAME_ISSUER.get(code, code)
        for code, alpha_2, _ in _ROWS
        if alpha_2 != "-"
    },
    **{code: SAME_ISSUER.get(code, code) for code in (*NAMES, *SAME_ISSUER)},
}
"""Every known spelling, two letters or three -> the three letters compared."""
