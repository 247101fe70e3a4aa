"""Small XML of others as nested lists: no declaration of types, no depth, no attributes."""

from typing import Any
from xml.parsers import expat

from office.foreign.inside.trouble import Trouble

DEEPEST = 12


def tree(data: bytes) -> list[Any]:
    """The root as `[name, text, [children]]`; a document type declaration is refused unread."""
    return _Reader().read(data)


class _Reader:
    """Builds the lists while the parser goes on."""

    def __init__(self) -> None:
        self._path: list[list[Any]] = [["", "", []]]

    def read(self, data: bytes) -> list[Any]:
        parser = expat.ParserCreate("UTF-8")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        try:
            parser.Parse(data, True)  # noqa: FBT003 - expat's own way
        except expat.ExpatError as fault:
            raise Trouble("damaged") from fault
        root: list[Any] = self._path[0][2][0]
        return root

    def _doctype(self, *_: object) -> None:
        raise Trouble("dtd")

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        if len(self._path) > DEEPEST:
            raise Trouble("damaged")
        made: list[Any] = [name, "", []]
        self._path[-1][2].append(made)
        self._path.append(made)

    def _end(self, _name: str) -> None:
        self._path.pop()

    def _text(self, text: str) -> None:
        self._path[-1][1] += text
