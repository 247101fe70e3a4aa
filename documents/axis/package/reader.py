"""edXML text to a small tree by local names, with attachments streamed out of it on the way.

Only the metadata ever becomes a tree. DTDs and entities are refused, depth and size are bounded,
and namespaces are ignored because peers write wrong ones or none.
"""

from collections.abc import Callable, Iterator
from typing import IO
from xml.parsers import expat

from documents.axis.package.broken import Bad, BrokenPackage
from documents.axis.package.decode import Base64Text, Budget, Decoded, Sink
from documents.axis.package.limits import Limits

ROOTS = frozenset({"edxml", "edxmlenvelope", "envelope"})
CONTENT = "contenttransferencoded"
_CHUNK = 64 * 1024
_ENTITIES_SEEN_ENOUGH = 32
_STRAY_BYTES = 8
_FINAL = True
_CUT_OFF = frozenset(
    {
        expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS],
        expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_TOKEN],
        expat.errors.codes[expat.errors.XML_ERROR_PARTIAL_CHAR],
        expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION],
    }
)


class Node:
    """One element: lower-case local name, attributes by local name, text, children."""

    __slots__ = ("attributes", "children", "content", "name", "pieces")

    def __init__(self, name: str, attributes: dict[str, str]) -> None:
        self.name = name
        self.attributes = attributes
        self.pieces: list[str] = []
        self.children: list[Node] = []
        self.content: Decoded | None = None

    @property
    def value(self) -> str:
        return "".join(self.pieces).strip()

    def all(self, name: str) -> list["Node"]:
        return [child for child in self.children if child.name == name.lower()]

    def find(self, *path: str) -> "Node | None":
        """The first element down the path of names."""
        node: Node | None = self
        for name in path:
            node = next(iter(node.all(name)), None) if node else None
        return node

    def text(self, *path: str) -> str:
        """The text down the path, empty if any step is missing."""
        node = self.find(*path)
        return node.value if node else ""

    def walk(self) -> Iterator["Node"]:
        yield self
        for child in self.children:
            yield from child.walk()

    def anywhere(self, name: str) -> "Node | None":
        """The first element of that name at any depth: envelopes differ, names do not."""
        return next((node for node in self.walk() if node.name == name.lower()), None)


class Reader:
    """One pass of expat over the message; ``root`` holds what was read, also after a failure."""

    def __init__(self, *, sink: Sink, limits: Limits, on_header: Callable[[Node], None]) -> None:
        self.root: Node | None = None
        self.header_is_complete = False
        self.budget = Budget(limits)
        self._sink = sink
        self._limits = limits
        self._on_header = on_header
        self._stack: list[Node] = []
        self._encoded: Base64Text | None = None
        self._chars = 0
        self._elements = 0
        self._entities: list[Bad] = []

    def read(self, stream: IO[bytes]) -> Node:
        """The whole tree, once the last byte was seen and found in order."""
        try:
            self._feed(stream)
        except BrokenPackage:
            self._forget_half_read()
            raise
        if self.root is None:
            raise BrokenPackage(Bad.TRUNCATED, "no element")
        return self.root

    def _forget_half_read(self) -> None:
        """A text cut in the middle must not pass for an identifier."""
        for node in self._stack:
            node.pieces.clear()

    def _feed(self, stream: IO[bytes]) -> None:
        parser = self._parser()
        total = 0
        try:
            while chunk := stream.read(_CHUNK):
                parser.Parse(chunk if total else without_stray_bytes(chunk))
                total += len(chunk)
                self._check_progress(total, held=total - parser.CurrentByteIndex)
            parser.Parse(b"", _FINAL)
        except expat.ExpatError as error:
            raise BrokenPackage(self._kind_of(error), str(error)) from error
        except (LookupError, ValueError) as error:
            raise BrokenPackage(Bad.MALFORMED, str(error)) from error

    def _check_progress(self, total: int, *, held: int) -> None:
        """One endless tag or comment would be held in memory and scanned anew with each piece."""
        if total > self._limits.package_bytes:
            raise BrokenPackage(Bad.OVERSIZED, f"over {self._limits.package_bytes} bytes")
        if held > self._limits.metadata_chars:
            raise BrokenPackage(Bad.OVERSIZED, "a single tag or comment without end")

    def _kind_of(self, error: expat.ExpatError) -> Bad:
        if self._entities:
            return self._worst_entity()
        return Bad.TRUNCATED if error.code in _CUT_OFF else Bad.MALFORMED

    def _parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.buffer_size = _CHUNK
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EndDoctypeDeclHandler = self._doctype_end
        parser.EntityDeclHandler = self._entity
        return parser

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        node = Node(local(name), {local(key): value for key, value in attributes.items()})
        self._count(node)
        if self._stack:
            self._stack[-1].children.append(node)
        elif node.name in ROOTS:
            self.root = node
        else:
            raise BrokenPackage(Bad.FOREIGN_ROOT, f"root element {name[:80]}")
        self._stack.append(node)
        if node.name == CONTENT:
            self._encoded = Base64Text(Decoded(self._sink, self.budget))

    def _count(self, node: Node) -> None:
        self._elements += 1
        self._chars += sum(len(value) for value in node.attributes.values())
        if len(self._stack) >= self._limits.depth:
            raise BrokenPackage(Bad.TOO_DEEP, f"more than {self._limits.depth} levels")
        if self._elements > self._limits.elements or self._chars > self._limits.metadata_chars:
            raise BrokenPackage(Bad.OVERSIZED, "too much metadata")

    def _data(self, text: str) -> None:
        if self._encoded:
            self._encoded.feed(text)
            return
        self._chars += len(text)
        if self._chars > self._limits.metadata_chars:
            raise BrokenPackage(Bad.OVERSIZED, "too much metadata")
        if self._stack:
            self._stack[-1].pieces.append(text)

    def _end(self, name: str) -> None:
        node = self._stack.pop()
        if node.name == CONTENT and self._encoded:
            node.content = self._encoded.finish()
            self._encoded = None
        if node.name == "messageheader":
            self.header_is_complete = True
            self._on_header(node)

    def _doctype(
        self, _name: str, system_id: str | None, public_id: str | None, _internal: object
    ) -> None:
        if system_id or public_id:
            raise BrokenPackage(Bad.EXTERNAL_ENTITY, "external DTD")

    def _doctype_end(self) -> None:
        kind = self._worst_entity() if self._entities else Bad.MALFORMED
        raise BrokenPackage(kind, "the message has a DTD")

    def _entity(self, _name: str, _parameter: object, value: str | None, *_where: object) -> None:
        """An entity without a value of its own is fetched from elsewhere."""
        self._entities.append(Bad.EXTERNAL_ENTITY if value is None else Bad.ENTITY_BOMB)
        if len(self._entities) >= _ENTITIES_SEEN_ENOUGH:
            raise BrokenPackage(self._worst_entity(), "the message declares entities")

    def _worst_entity(self) -> Bad:
        external = Bad.EXTERNAL_ENTITY in self._entities
        return Bad.EXTERNAL_ENTITY if external else Bad.ENTITY_BOMB


def local(name: str) -> str:
    """The name without prefix and in lower case."""
    return name.rpartition(":")[2].lower()


def without_stray_bytes(start: bytes) -> bytes:
    """A few bytes before the first ``<`` (marks, blanks, debris of an export) are forgiven."""
    at = start.find(b"<", 0, _STRAY_BYTES + 1)
    if at <= 0 or start.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00")):
        return start
    return start[at:]
