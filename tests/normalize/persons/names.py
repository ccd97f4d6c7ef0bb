# ruff: noqa: RUF001 - these letters are meant
"""Texts that names may come as: every script, words that mean something, and noise."""

from hypothesis import strategies as st

from screening.normalize.persons.joining import SPECIAL
from screening.normalize.persons.links import PARTICLES
from screening.normalize.persons.titles import FIRST_TITLES, TITLES

SCRIPTS = {
    "latin": "abcdefghijklmnopqrstuvwxyzäöüßøåæçčćñşğıłđþ",
    "cyrillic": "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґўјљњђћџ",
    "greek": "αβγδεζηθικλμνξοπρστυφχψω",
    "armenian": "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆև",
    "georgian": "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
    "arabic": "ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأؤإئةىپچژگکی",
    "hebrew": "אבגדהוזחטיךכלםמןנסעףפץצקרשת׳",
    "indic": "राजेशकुमारইউসুফரவிక్రమ",
    "thai": "กขคงจชซญดตถทธนบปผพฟภมยรลวศษสหอะาิีุูเแโใไ์่้",
    "hangul": "김이박최정강조윤장임한민준서연지훈블라디미르푸틴",
    "kana": "アイウエオカキクラリルレロンッーャュョあいうさとけん",
    "han": "王李张刘陈杨山田中太郎金正恩朴克拉斯特尔里々",
}

SPECIAL_WORDS = sorted(
    SPECIAL | PARTICLES | TITLES | FIRST_TITLES
    | {"abdulrahman", "nasreddine", "hamidullah", "ali", "rahman", "smith", "j", "2nd"}
)  # fmt: skip

noise = st.text(max_size=60)
words = st.one_of(
    [st.text(alphabet=letters, min_size=1, max_size=12) for letters in SCRIPTS.values()]
)
names = st.lists(words, min_size=1, max_size=6).map(" ".join)
special_names = st.lists(st.sampled_from(SPECIAL_WORDS), min_size=1, max_size=8).map(
    " ".join
)
texts = st.one_of(noise, names, special_names)
