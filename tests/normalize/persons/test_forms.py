# ruff: noqa: RUF001 - these letters are meant
import time

import pytest

from screening.normalize.persons.forms import (
    FAMILY,
    GIVEN,
    INITIAL,
    LINK,
    PARTICLE,
    TITLE,
    forms,
)


def spelt(full: str) -> list[list[str]]:
    """Return the texts of the forms of a name."""
    return [[part.text for part in form.parts] for form in forms(full=full)]


def sounds(full: str) -> set[str]:
    """Return the sounds of the forms of a name of one part."""
    return {part.sound for form in forms(full=full) for part in form.parts}


@pytest.mark.parametrize(
    "written",
    [
        "Abd al-Rahman",
        "Abdul Rahman",
        "ABDUR RAHMAN",
        "Abdulrahman",
        "Abdurrahman",
        "Abd-er-Rahman",
        "Abdel Rahman",
        "abd ar-rahman",
        "عبد الرحمن",
        "عبدالرحمن",
    ],
)
def test_servant_of_the_merciful(written: str) -> None:
    """A name of two halves is one part, however it is written."""
    assert spelt(written)[0] == ["abdulrahman"]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("Salah ad-Din", "salahuddin"),
        ("Salah al Din", "salahuddin"),
        ("صلاح الدين", "salahuddin"),
        ("Hamid Ullah", "hamidullah"),
        ("Nasr Allah", "nasrullah"),
        ("Abd Allah", "abdullah"),
        ("Abdallah", "abdullah"),
        ("Mc Donald", "mcdonald"),
        ("O'Neill", "oneill"),
        ("O’Neill", "oneill"),
    ],
)
def test_halves_are_joined(written: str, text: str) -> None:
    """What is written apart here and joined there is joined."""
    assert spelt(written)[0] == [text]


def test_the_article_is_a_particle() -> None:
    """al-, el- and what becomes of them before a letter are one, and say little."""
    for written in ("Bashar al-Shami", "Bashar el-Shami", "Bashar ash-Shami"):
        (form,) = forms(full=written)
        assert [part.text for part in form.parts] == ["bashar", "al", "shami"]
        assert form.parts[1].marks == PARTICLE


def test_links_stand_before_the_father() -> None:
    """bin, ibn, ben and oglu all say that a father's name follows."""
    for written in (
        "Ali bin Hasan",
        "Ali ibn Hasan",
        "Ali ben Hasan",
        "Ali Hasan oglu",
    ):
        (form,) = forms(full=written)
        assert [part.text for part in form.parts] == ["ali", "bin", "hasan"]
        assert form.parts[1].marks == LINK


def test_ben_is_a_name_where_it_comes_first() -> None:
    """Ben Smith is nobody's son, as far as his name says; Ali, of the Ben Alis, is."""
    assert forms(full="Ben Smith")[0].parts[0].marks == 0
    assert forms(primary="BEN ALI", secondary="ZINE")[0].parts[0].marks == FAMILY | LINK


def test_titles_hardly_count() -> None:
    """Titles are marked, in front and behind, but no name is all title."""
    (form,) = forms(full="President Dr. Anna Eriksson Jr., LLC")
    assert [part.text for part in form.parts if not part.marks & TITLE] == [
        "anna",
        "eriksson",
    ]
    assert [part.marks for part in forms(full="Mr Doctor")[0].parts] == [0, 0]
    assert forms(full="King Salman")[0].parts[0].marks == TITLE
    assert forms(full="Stephen King")[0].parts[1].marks == 0


def test_surname_before_a_comma_or_in_capitals() -> None:
    """A comma, or capitals where the rest has none, tell the surname."""
    marks = [part.marks for part in forms(full="van Eriksson, Anna M.")[0].parts]
    assert marks == [FAMILY | PARTICLE, FAMILY, GIVEN, GIVEN | INITIAL]
    assert [part.marks for part in forms(full="Anna ERIKSSON")[0].parts] == [0, FAMILY]


def test_words_run_together() -> None:
    """PolPot is Pol Pot too, and McDonald is not Mc Donald."""
    assert spelt("PolPot") == [["polpot"], ["pol", "pot"]]
    assert spelt("McDonald") == [["mcdonald"]]


@pytest.mark.parametrize(
    ("written", "texts"),
    [
        ("Müller", {"muller", "mueller"}),
        ("Ørsted", {"orsted", "oersted"}),
        ("Жуков", {"zhukov"}),
        ("Хрущёв", {"khrushchev", "khrushchyov"}),
        ("Юлия", {"iuliia", "yuliya"}),
        ("Володимир Яценко-Їжак", {"volodymyr", "yatsenko", "yizhak"}),
        ("Їжак", {"yizhak"}),
        ("Ђоковић", {"dokovic", "djokovic"}),
        ("Μπάμπης", {"bampis"}),
        ("Հովհաննիսյան", {"hovhannisyan"}),
        ("გიორგი", {"giorgi"}),
        ("राजेश कुमार", {"rajesh", "kumar"}),
        ("রহমান", {"rahman"}),
        ("สมชาย", {"somchai"}),
        ("אברהם כהן", {"avraham", "cohen"}),
    ],
)
def test_alphabets(written: str, texts: set[str]) -> None:
    """Alphabets are spelt as passports spell them, and as others do beside."""
    assert {part.text for form in forms(full=written) for part in form.parts} == texts


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("王小明", ["wang", "xiaoming"]),
        ("王小明", ["wang", "hsiaoming"]),
        ("诸葛亮", ["zhuge", "liang"]),
        ("金正恩", ["kim", "jongun"]),
        ("山田太郎", ["yamada", "taro"]),
        ("田中花子", ["tanaka", "hanako"]),
        ("佐藤 あすか", ["sato", "asuka"]),
        ("김정은", ["kim", "jongun"]),
        ("이민호", ["lee", "minho"]),
        ("이민호", ["yi", "minho"]),
        ("박지성", ["park", "jisung"]),
        ("남궁민수", ["namgung", "minsu"]),
        ("やまだ たろう", ["yamada", "taro"]),
        ("いのうえ", ["inoue"]),
    ],
)
def test_syllables(written: str, expected: list[str]) -> None:
    """Names of East Asia are read in each of the ways that a passport may spell them."""
    assert expected in spelt(written)


@pytest.mark.parametrize(
    ("written", "latin"),
    [
        ("汉娜", "Hannah"),
        ("克里斯托夫", "Christoph"),
        ("블라디미르", "Vladimir"),
        ("클린턴", "Clinton"),
        ("クラーク", "Clark"),
        ("ヴラジーミル", "Vladzimir"),
        ("يوسف", "Youssef"),
        ("شوارتز", "Schwartz"),
        ("جمال", "Gamal"),
        ("رضا", "Reza"),
        ("יוסף", "Yousef"),
        ("פוטין", "Putin"),
        ("Хасан", "Hassan"),
        ("Шварц", "Schwarz"),
        ("ვლადიმერ", "Wladimir"),
    ],
)
def test_scripts_meet_by_sound(written: str, latin: str) -> None:
    """A name sounds as its Latin spelling does, in one reading at least."""
    assert sounds(written) & sounds(latin)


def test_names_that_differ_differ_in_sound() -> None:
    """A key is coarse, and still tells names apart."""
    assert not sounds("Hasan") & sounds("Husam")
    assert not sounds("Ivanov") & sounds("Petrov")
    assert not sounds("Muhammad") & sounds("Ahmad")


@pytest.mark.parametrize(
    "nothing", ["", " ", "?!", "<<<", "😀", "\u200f\u202e", "\x00\x07", "ـ", "٬", "ー"]
)
def test_nothing_that_compares(nothing: str) -> None:
    """Where no letter is left there is no form."""
    assert forms(full=nothing) == ()
    assert forms(primary=nothing, secondary=nothing, from_zone=True) == ()


def test_what_is_around_letters_goes() -> None:
    """Emoji, marks of direction and control characters part words, or vanish."""
    assert spelt("Anna😀Eriksson\x00") == [["anna", "eriksson"]]
    assert spelt("\u202eAnna\u202c \u200fEriksson") == [["anna", "eriksson"]]
    assert spelt("A") == [["a"]]


def test_letters_of_other_alphabets_in_a_word() -> None:
    """A Cyrillic letter in a Latin word is read as what it looks to be."""
    assert spelt("Aлександр") == [["aleksandr"]]
    assert spelt("Eriksson") == spelt("\u0415riksson")


@pytest.mark.parametrize(
    "letters",
    ["a", "ж", "ع", "ג׳", "ラ", "김", "山", "ज", "ส", "李 ", "ج ", "ﷺ", "a,", "A b"],
)
def test_five_thousand_letters_take_no_time(letters: str) -> None:
    """Whatever its length, a name is read in about a millisecond."""
    name = letters * (5_000 // len(letters))
    forms(full=name)

    took = []
    for _ in range(5):
        start = time.process_time()
        forms(full=name)
        took.append(time.process_time() - start)

    assert min(took) < 0.005
