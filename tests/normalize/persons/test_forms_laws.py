"""What holds of forms whatever comes in."""

import re
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from screening.normalize.persons.forms import FAMILY, Form, forms
from screening.normalize.persons.joining import settled
from screening.normalize.persons.sounds import sound
from tests.normalize.persons.names import names, special_names, texts

TEXT = re.compile("[a-z0-9]{1,24}")
SOUND = re.compile("[AH]?[BKLMNRST]{0,24}")


def check(found: tuple[Form, ...]) -> None:
    """Assert that forms are within the bounds they promise."""
    assert len(found) <= 8
    for form in found:
        assert 1 <= len(form.parts) <= 14
        assert form.script
        for part in form.parts:
            assert TEXT.fullmatch(part.text)
            assert SOUND.fullmatch(part.sound)
            assert len(part.sound) <= 24
            assert 0 <= part.marks < 512


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "full": texts,
            "primary": texts,
            "secondary": texts,
            "from_zone": st.booleans(),
            "truncated": st.booleans(),
        },
    )
)
def test_any_text_whatever_stays_in_bounds(asked: dict[str, Any]) -> None:
    """No text raises; texts and sounds are made of the letters promised, and few."""
    found = forms(**asked)

    check(found)
    assert found == forms(**asked)


@given(texts)
@example("heydar oglu ali")
@example("abdul abdul ali")
@example("ben ben ben")
@example("엘 엘")
def test_forms_of_forms_are_the_same(full: str) -> None:
    """The text of a form, read again, gives that text."""
    for form in forms(full=full):
        spelt = [part.text for part in form.parts]

        again = forms(full=" ".join(spelt))

        assert [part.text for part in again[0].parts] == spelt


@given(texts, texts)
def test_forms_of_fields_are_the_same_in_fields(primary: str, secondary: str) -> None:
    """So does the text of a form of a name that came in two parts, which stay apart."""
    for form in forms(primary=primary, secondary=secondary):
        spelt = [part.text for part in form.parts]
        first = [part.text for part in form.parts if part.marks & FAMILY]
        then = [part.text for part in form.parts if not part.marks & FAMILY]

        again = forms(primary=" ".join(first), secondary=" ".join(then))

        assert sorted(part.text for part in again[0].parts) == sorted(spelt)


@given(st.one_of(names, special_names))
def test_letter_case_and_marks_do_not_count(full: str) -> None:
    """Capitals, turns of direction, soft hyphens and blanks around change no text."""
    texts_of = [[part.text for part in form.parts] for form in forms(full=full)]

    for dressed in (f"  {full}\t", f"\u202b{full}\u202c", f"\u200f\ufeff{full}"):
        found = [[part.text for part in form.parts] for form in forms(full=dressed)]
        assert found == texts_of


@given(st.text(alphabet="abcdehlnorstu", min_size=1, max_size=30))
def test_settled_text_is_settled(text: str) -> None:
    """What was brought to one spelling once stays there."""
    once = settled(text)

    assert settled(once) == once
    assert 0 < len(once) <= 24


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789", max_size=24))
def test_a_sound_is_short_and_of_few_letters(text: str) -> None:
    """A sound is no longer than its text and a letter, A and H stand first or nowhere."""
    assert SOUND.fullmatch(sound(text))
    assert len(sound(text)) <= 2 * len(text)
