"""Who was shown a record: for whoever it is about, and for who must answer them."""

from collections.abc import Iterable, Iterator

from screening.audit.history import Told
from screening.errors import Sealed


def shown(questions: Iterable[Told], name: str) -> Iterator[Told]:
    """Yield those of *questions* whose answer showed the record of that public name.

    Raises `Sealed` where records were shown and their names are not opened.
    """
    for question in questions:
        what = question.what
        if not what.core.shown:
            continue
        if what.matter is None:
            raise Sealed(key=what.sealed_to)
        if name in what.matter.names:
            yield question
