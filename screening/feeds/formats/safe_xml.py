"""XML from outside, read piece by piece: no entities, no declarations, no network, no bombs.

A list is one root element and in it, at any depth, items. Each item comes as a small tree
once its end is read; of the rest nothing is kept. Every measure of it has a bound.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers.expat import errors

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import DefusedXMLParser, ParseError  # type: ignore[import-untyped]

from screening.errors import FeedRefused

ITEM_CHARS_MAX = 4 << 20
"""Of the text of one item; beyond, it is dropped as it comes, and the item says so."""
ITEM_NODES_MAX = 200_000
DEPTH_MAX = 50
MARKUP_BYTES_MAX = 4 << 20
"""Of a tag, a comment: the parser holds it whole before it says what it is."""
_PIECE_BYTES = 64 << 10
_OTHERS_DEPTH = 2
_ENCODING = "it is not in the encoding that it declares"
_ENCODING_CODES = (18, 19)
"""Of expat: unknown, and another one."""


@dataclass(slots=True)
class Node:
    """One element: what is written in it, and the elements in it."""

    tag: str
    line: int
    text: str = ""
    nodes: list["Node"] = field(default_factory=list)
    too_large: str = ""
    """Why not all of it is here, "" if it is."""

    def all(self, tag: str) -> list["Node"]:
        """Return the elements called *tag* in it."""
        return [node for node in self.nodes if node.tag == tag]

    def said(self, tag: str) -> str:
        """Return the text of the first element called *tag*, blanks in a row as one."""
        found = next((node for node in self.nodes if node.tag == tag), None)
        return " ".join(found.text.split()) if found else ""


class SafeXml:
    """One XML file, read once: `items` in their order, then what else was there."""

    def __init__(
        self, content: Iterable[bytes], *, file: Path, root: str, item: str
    ) -> None:
        """Expect a root element called *root* and items called *item*."""
        self._content = content
        self._file = file
        self._target = _Target(file, root, item)
        self._parser = DefusedXMLParser(target=self._target, forbid_dtd=True)
        self._target.parser = self._parser.parser

    @property
    def attributes(self) -> Mapping[str, str]:
        """What the root element says of itself."""
        return self._target.attributes

    @property
    def others(self) -> Mapping[str, int]:
        """Elements two floors below the root that are no items, and how many."""
        return self._target.others

    def items(self) -> Iterator[Node]:
        """Yield all items.

        Raises `FeedRefused` at the place where the file is not well-formed, is no list
        of this kind, or declares anything.
        """
        for piece in self._content:
            for start in range(0, len(piece), _PIECE_BYTES):
                self._feed(piece[start : start + _PIECE_BYTES])
                yield from self._target.taken()
        self._end()
        yield from self._target.taken()

    def _feed(self, some: bytes) -> None:
        self._target.unseen += len(some)
        try:
            self._parser.feed(some)
        except (ParseError, LookupError, ValueError) as error:
            raise self._refused(error) from error
        if self._target.unseen > MARKUP_BYTES_MAX:
            reason = f"a piece of markup in it is longer than {MARKUP_BYTES_MAX} bytes"
            raise FeedRefused(file=self._file, reason=reason)

    def _end(self) -> None:
        try:
            self._parser.close()
        except (ParseError, LookupError, ValueError) as error:
            raise self._refused(error) from error

    def _refused(self, error: Exception) -> FeedRefused:
        """Return the error to raise: what the parser says may quote the file."""
        if isinstance(error, DefusedXmlException):
            return FeedRefused(
                file=self._file,
                reason="it declares a document type or entities, which lists never need",
                cure="get the list from its publisher again",
            )
        reason = _ENCODING
        if isinstance(error, ParseError) and error.code not in _ENCODING_CODES:
            what = errors.messages.get(error.code, "broken")
            reason = (
                f"it is no whole, well-formed XML: {what} (line {error.position[0]})"
            )
        return FeedRefused(file=self._file, reason=reason, cure="deliver it again")


class _Target:
    """Told of each tag and text by the parser, it keeps the items."""

    def __init__(self, file: Path, root: str, item: str) -> None:
        self.parser: object = None
        self.attributes: dict[str, str] = {}
        self.others: Counter[str] = Counter()
        self.unseen = 0
        """Bytes since the parser last said anything."""
        self._file, self._root, self._item = file, root, item
        self._open: list[Node | None] = []
        """The elements we are in; None for those that are kept nowhere."""
        self._done: list[Node] = []
        self._chars = self._nodes = 0

    def taken(self) -> list[Node]:
        """Return the items that are whole, once."""
        done, self._done = self._done, []
        return done

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take note that an element begins."""
        self.unseen = 0
        depth = len(self._open)
        if depth == 0:
            if tag != self._root:
                raise FeedRefused(
                    file=self._file,
                    reason=f"it is no list of this kind: it does not begin with {self._root}",
                )
            self.attributes = attributes
        if depth >= DEPTH_MAX:
            reason = f"its elements are nested more than {DEPTH_MAX} deep"
            raise FeedRefused(file=self._file, reason=reason)
        self._open.append(self._begun(tag, depth))

    def _begun(self, tag: str, depth: int) -> Node | None:
        within = self._open[-1] if self._open else None
        if within is None:
            if tag != self._item or depth == 0:
                if depth == _OTHERS_DEPTH:
                    self.others[tag] += 1
                return None
            self._chars = self._nodes = 0
            return Node(tag, self._line())
        item = self._item_open()
        self._nodes += 1
        if self._nodes > ITEM_NODES_MAX:
            item.too_large = f"it has more than {ITEM_NODES_MAX:,} elements"
        if item.too_large:
            return item
        node = Node(tag, self._line())
        within.nodes.append(node)
        return node

    def data(self, text: str) -> None:
        """Take note of text."""
        self.unseen = 0
        within = self._open[-1] if self._open else None
        if within is None:
            return
        item = self._item_open()
        self._chars += len(text)
        if self._chars > ITEM_CHARS_MAX:
            item.too_large = f"it is longer than {ITEM_CHARS_MAX:,} characters"
        if not item.too_large:
            within.text += text

    def end(self, _tag: str) -> None:
        """Take note that an element ends."""
        self.unseen = 0
        node = self._open.pop()
        if node is not None and (not self._open or self._open[-1] is None):
            self._done.append(node)

    def comment(self, _text: str) -> None:
        """Pass a comment over."""
        self.unseen = 0

    def pi(self, _target: str, _text: str) -> None:
        """Pass an instruction over."""
        self.unseen = 0

    def close(self) -> None:
        """Have nothing to do at the end."""

    def _item_open(self) -> Node:
        return next(node for node in self._open if node is not None)

    def _line(self) -> int:
        return int(getattr(self.parser, "CurrentLineNumber", 0))
