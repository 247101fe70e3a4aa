"""Reading the XML of an office container: what a part fetches, embeds or starts.

Names are matched without their namespace, and a part is known by its content: a word processor
follows relationships, never the names that a hostile file gives to its parts.
"""

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

from office.foreign.inside.trouble import Trouble

XML_NAMES = (".xml", ".rels", ".vml")
HEAD_BYTES = 256
MARKUP = re.compile(rb"(\xef\xbb\xbf)?\s*<[?!A-Za-z_]")
OTHER_ENCODINGS = re.compile(
    rb"(\xff\xfe|\xfe\xff)?(\s\0|\0\s)*(<\0[^\0]\0|\0<\0[^\0])"  # UTF-16
    rb"|\xff\xfe\0\0|\0\0\xfe\xff|<\0\0\0|\0\0\0<"  # UTF-32
    rb"|\x4c\x6f\xa7\x94"  # "<?xm" in EBCDIC
)
READABLE = frozenset({"utf-8", "utf8", "us-ascii"})
SPACE = " "  # between a namespace and a name, as expat gives them
WHOLE = True
FETCHING_PARTS = frozenset({"altChunk", "subDoc"})
FETCHING_ATTRIBUTES = {"blip": "link", "imagedata": "src"}
EMBEDDING_RELATIONS = frozenset({"oleObject", "package", "control"})
MACRO_RELATIONS = frozenset({"vbaProject", "wordVbaData"})
MACRO_TYPES = ("vbaProject", "macroEnabled")
INSTRUCTIONS = frozenset({"instrText", "delInstrText"})
FETCHING = r"(INCLUDETEXT|INCLUDEPICTURE|DDEAUTO|DDE|LINK|IMPORT|DATABASE|RD)\b"
ANYWHERE = re.compile(rf"\b{FETCHING}")
FIRST_WORD = re.compile(rf"\s*{FETCHING}", re.IGNORECASE)


@dataclass
class Found:
    """What the parts read so far say together."""

    content_types: list[str] = field(default_factory=list)
    damaged: bool = False
    external: bool = False
    embedded: bool = False
    macros: bool = False


def is_xml(name: str, head: bytes) -> bool:
    """By name or by the first bytes, in whatever encoding."""
    return _must_be_xml(name, head) or bool(MARKUP.match(head))


def _must_be_xml(name: str, head: bytes) -> bool:
    """A picture or a font may begin like markup by chance; these may not."""
    return name.lower().endswith(XML_NAMES) or bool(OTHER_ENCODINGS.match(head))


def read_part(name: str, data: bytes, found: Found) -> None:
    """Add what a part says; what is no plain UTF-8 others may read as something else."""
    reader = _Reader(found, name)
    try:
        reader.read(data)
    except expat.ExpatError:
        found.damaged = found.damaged or _must_be_xml(name, data)
    is_wide = b"\0" in data and _must_be_xml(name, data)  # expat reads UTF-16 whatever it is told
    found.damaged = found.damaged or is_wide
    found.external = found.external or reader.has_fetching_field()


class _Fields:
    """The instructions of fields in one namespace; decoys in another do not break their words."""

    def __init__(self) -> None:
        self._pieces: list[list[str]] = [[]]
        self._open: list[bool] = []

    @property
    def keep(self) -> Callable[[str], None]:
        """Takes a piece of the instruction at hand."""
        return self._pieces[-1].append

    @property
    def is_command(self) -> bool:
        """LibreOffice takes ordinary text before the separator of a field as its instruction."""
        return bool(self._open) and self._open[-1]

    def mark(self, kind: str) -> None:
        """A field begins, goes over to its result, or ends; fields nest."""
        self._pieces.append([])
        if kind == "begin":
            self._open.append(True)
        elif self._open:
            self._open.pop()
            if kind == "separate":
                self._open.append(False)

    def add_simple(self, instruction: str) -> None:
        self._pieces += [[instruction], []]

    def has_fetching(self) -> bool:
        """Runs cut a word anywhere: the pieces are read field by field and all together."""
        fields = ["".join(pieces) for pieces in self._pieces]
        return bool(ANYWHERE.search("".join(fields))) or any(map(FIRST_WORD.match, fields))


class _Reader:
    """One pass of expat over one part."""

    def __init__(self, found: Found, name: str) -> None:
        self._found = found
        self._name = name
        self._fields: defaultdict[str, _Fields] = defaultdict(_Fields)
        self._starts: dict[str, Callable[[str, dict[str, str]], None]] = {
            "Relationship": self._relation,
            "Override": self._content_type,
            "Default": self._content_type,
            "fldChar": self._field_mark,
            "fldSimple": self._simple_field,
            "OLEObject": self._embedded,
        }

    def read(self, data: bytes) -> None:
        parser = self._parser = expat.ParserCreate("UTF-8", SPACE)
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.XmlDeclHandler = self._declaration
        parser.StartDoctypeDeclHandler = self._doctype
        parser.Parse(data, WHOLE)

    def has_fetching_field(self) -> bool:
        return any(fields.has_fetching() for fields in self._fields.values())

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() not in READABLE:
            self._found.damaged = True

    def _doctype(self, _root: str, _system: object, _public: object, has_subset: int) -> None:
        """Drawings (SVG) may name the public DTD, which nobody loads; none may bring its own."""
        if has_subset or _must_be_xml(self._name, b""):
            raise Trouble("bomb")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _gap, name = name.rpartition(SPACE)
        if act := self._starts.get(name):
            act(space, self._plain(attributes))
        elif name in INSTRUCTIONS or (name == "t" and self._fields[space].is_command):
            self._parser.CharacterDataHandler = self._fields[space].keep
        elif name in FETCHING_PARTS or _links(name, attributes):
            self._found.external = True

    def _end(self, _name: str) -> None:
        self._parser.CharacterDataHandler = None

    def _plain(self, attributes: dict[str, str]) -> dict[str, str]:
        """Attributes without namespace; two of one name would be read differently by others."""
        plain = {local(name): value for name, value in attributes.items()}
        self._found.damaged = self._found.damaged or len(plain) < len(attributes)
        return plain

    def _relation(self, _space: str, attributes: dict[str, str]) -> None:
        """A hyperlink waits for a click; everything else external is fetched by itself."""
        kind = attributes.get("Type", "").strip().rpartition("/")[2]
        outside = attributes.get("TargetMode", "").strip().lower() == "external"
        found = self._found
        found.external = found.external or (outside and kind != "hyperlink")
        found.embedded = found.embedded or (not outside and kind in EMBEDDING_RELATIONS)
        found.macros = found.macros or kind in MACRO_RELATIONS

    def _content_type(self, _space: str, attributes: dict[str, str]) -> None:
        self._found.content_types.append(attributes.get("ContentType", ""))

    def _field_mark(self, space: str, attributes: dict[str, str]) -> None:
        self._fields[space].mark(attributes.get("fldCharType", ""))

    def _simple_field(self, space: str, attributes: dict[str, str]) -> None:
        self._fields[space].add_simple(attributes.get("instr", ""))

    def _embedded(self, _space: str, _attributes: dict[str, str]) -> None:
        self._found.embedded = True


def _links(name: str, attributes: dict[str, str]) -> bool:
    """Pictures name what they link to beside, or instead of, what they hold."""
    wanted = FETCHING_ATTRIBUTES.get(name)
    return bool(wanted) and any(local(key) == wanted and attributes[key] for key in attributes)


def local(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition(SPACE)[2]
