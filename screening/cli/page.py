"""A page of labelled lines: wrapped and coloured on a terminal, plain elsewhere.

Rich decides about colour, and honours NO_COLOR. Where the output is no terminal no line
is broken, so that a search in it finds whole sentences.
"""

from rich.console import Console
from rich.text import Text

from screening.cli.words import printable

LABEL_CHARS = 12
_TEXT_CHARS_MIN = 30


class Page:
    """Lines printed one after the other to standard output."""

    def __init__(self) -> None:
        self._console = Console(highlight=False, markup=False, emoji=False)
        self._is_terminal = self._console.is_terminal

    def heading(self, text: str, style: str = "bold") -> None:
        """Print a line that begins something."""
        self._print(Text(printable(text), style))

    def gap(self) -> None:
        """Leave a line empty."""
        self._print(Text())

    def line(self, label: str, text: str | Text, style: str = "") -> None:
        """Print *text* beside its *label*, both indented."""
        body = text if isinstance(text, Text) else Text(printable(text), style)
        margin = f"  {label:<{LABEL_CHARS}}  "
        for at, row in enumerate(self._rows(body, len(margin))):
            lead = margin if at == 0 else " " * len(margin)
            self._print(Text.assemble((lead, "dim"), row))

    def _rows(self, body: Text, margin: int) -> list[Text]:
        if not self._is_terminal:
            return [body]
        width = max(_TEXT_CHARS_MIN, self._console.width - margin)
        return list(body.wrap(self._console, width))

    def _print(self, text: Text) -> None:
        text.rstrip()
        self._console.print(text, soft_wrap=True)
