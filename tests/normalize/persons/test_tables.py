import pytest

from screening.normalize.persons import common, nicknames
from screening.normalize.persons.common import commonness
from screening.normalize.persons.forms import forms
from screening.normalize.persons.nicknames import nickname_group


@pytest.mark.parametrize(
    ("short", "whole"),
    [
        ("Bob", "Robert"),
        ("Peggy", "Margaret"),
        ("Pepe", "José"),
        ("Sasha", "Александр"),
        ("Vova", "Володимир"),
        ("Gosia", "Małgorzata"),
        ("Mehmet", "Muhammad"),
        ("Serhii", "Sergei"),
    ],
)
def test_short_names_belong_to_the_whole(short: str, whole: str) -> None:
    """A name and what is short for it, as `forms` spells them, are of one group."""
    groups = [
        nickname_group(forms(full=name)[0].parts[0].text) for name in (short, whole)
    ]

    assert groups[0] == groups[1] != ""


def test_names_that_differ_are_of_no_group() -> None:
    """John is not Juan, and what is not known is of no group."""
    assert nickname_group("john") != nickname_group("juan")
    assert nickname_group("eriksson") == nickname_group("") == ""


def test_tables_are_of_texts_as_forms_spells_them() -> None:
    """No entry of a table is one that no part of a form could meet."""
    names = [*common._LEVEL, *nicknames._GROUP_OF]  # noqa: SLF001 - all of it is asked

    for name in names:
        (form,) = forms(full=f"{name} x")
        assert name in [part.text for part in form.parts]


def test_commonness_goes_from_0_to_4() -> None:
    """Wang is commoner than Nguyen, that than Eriksson, and Qwerty is unknown."""
    levels = [commonness(text) for text in ("wang", "nguyen", "eriksson", "qwerty")]

    assert levels == [4, 3, 2, 0]
    assert {commonness(name) for name in nicknames._GROUP_OF} <= {0, 1, 2, 3, 4}  # noqa: SLF001
