# ruff: noqa: RUF001, RUF002, SIM905 - these letters are meant; tables read best as text
"""Hebrew and Yiddish: short vowels are not written, b and v, p and f are one letter.

Vav and yod are vowels but at the start of a word and doubled; a geresh behind a letter
makes it a sound that Hebrew has not: j, zh, ch, th.
"""

import re
from typing import Final

from screening.normalize.persons.parts import CONSONANTS
from screening.normalize.persons.words import Readings, Word, heard

_TEXT: Final = dict(
    zip("אבגדהוזחטיךכלםמןנסעףפץצקרשת׳", "a b g d h o z h t i k k l m m n n s a f p ts ts k r sh t _".split(), strict=True)
) | {"׳": ""}  # fmt: skip
_SOUNDS: Final = str.maketrans(
    "בגדזחטךכלםמןנסףפץצקרשתהאעוי", "BKTSHTKKLMMNNSBBSSKRSTHAAAA"
)
_GERESH: Final = (
    ("ג׳", "j"),
    ("ז׳", "zh"),
    ("צ׳", "ch"),
    ("ץ׳", "ch"),
    ("ת׳", "th"),
    ("ד׳", "dh"),
)
_YIDDISH: Final = {"װ": "וו", "ױ": "וי", "ײ": "יי"}
_GERESH_SOUNDS: Final = (("ג׳", "ז"), ("ח׳", "ה"), ("׳", ""))
_V: Final = re.compile("^ו|וו|(?<=.)ב")
_FINAL: Final = re.compile("(?<=.)[הא]$")
_TWICE: Final = re.compile("([לרמנ])(?=\\1)")
_VOWELLED: Final = dict(
    pair.split()
    for pair in (
        "משה moshe|יוסף yosef|דוד david|אברהם avraham|יצחק yitzhak|יעקב yaakov|שמואל shmuel"
        "|שלמה shlomo|חיים haim|אליהו eliyahu|בנימין binyamin|מיכאל michael|דניאל daniel"
        "|יהודה yehuda|מרדכי mordechai|אהרון aharon|אהרן aharon|רפאל rafael|גבריאל gavriel"
        "|ישראל israel|מאיר meir|נתן natan|עמוס amos|אריאל ariel|אריה arie|צבי zvi|זאב zeev"
        "|יהושע yehoshua|ישעיהו yeshayahu|ירמיהו yirmiyahu|רחל rachel|שרה sara|לאה lea"
        "|רבקה rivka|מרים miriam|אסתר ester|חנה hana|רות rut|יעל yael|נועה noa|תמר tamar"
        "|כהן cohen|לוי levi|מזרחי mizrahi|פרץ peretz|ביטון biton|דהן dahan|אזולאי azulay"
        "|פרידמן friedman|גולדברג goldberg|שפירא shapira|כץ katz|עמר amar|אוחנה ohana"
        "|גבאי gabay|בן ben|בר bar|אבו abu|יורם yoram|אורי uri|עוזי uzi|דב dov|ברוך baruch"
    ).split("|")
)  # fmt: skip


def read(word: str) -> Readings:
    """Return *word* in Latin letters, and its consonants.

    >>> read("כהן"), read("ג׳ורג׳")
    ({'': (Word(text='cohen', sound='KN', marks=0),)}, {'': (Word(text='jorj', sound='SRS', marks=64),)})
    """
    for written, letters in _YIDDISH.items():
        word = word.replace(written, letters)
    key = _heard(word)
    if word in _VOWELLED:
        return {"": (Word(_VOWELLED[word], key),)}
    return {"": (Word(_spelt(word), key, CONSONANTS),)}


def _spelt(word: str) -> str:
    for written, letters in _GERESH:
        word = word.replace(written, letters)
    word = _V.sub("v", _FINAL.sub("א", word))
    if word.startswith("י"):
        word = "y" + word[1:]
    spelt = (_TEXT.get(char, char if char.isascii() else "") for char in word)
    return "".join(spelt)


def _heard(word: str) -> str:
    for written, letters in _GERESH_SOUNDS:
        word = word.replace(written, letters)
    word = _FINAL.sub("", _V.sub("ב", word))
    return heard(_TWICE.sub(r"\1א", word), _SOUNDS)
