"""What a package says of its work file, held to the schema before anything is kept."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from documents.jobs.file_package import OWN
from documents.operations.workfile_packages import Brought, BroughtItem
from office import blobs, law
from office.errors import Refusal
from office.foreign.reading import BagEntry
from office.i18n import _

LONGEST = {"Title": 4000, "Subject": 4000, "Description": 4000, "Value": 4000}
USUAL = 500


class Node:
    """An element of the nested lists with closed reading: what is asked for must be there once."""

    def __init__(self, raw: list[Any]) -> None:
        self.name, self._text, children = raw
        self.children = [Node(child) for child in children]

    def one(self, name: str) -> "Node":
        """The child of this name; none or two refuse the package."""
        found = [child for child in self.children if child.name == name]
        if len(found) != 1:
            raise _unfit(name)
        return found[0]

    def text(self, name: str) -> str:
        """The text of a child, no longer than it may be; a missing one is empty."""
        found = [child for child in self.children if child.name == name]
        text = str(found[0]._text).strip() if found else ""  # noqa: SLF001 - of the same kind
        if len(found) > 1 or len(text) > LONGEST.get(name, USUAL):
            raise _unfit(name)
        return text

    def value(self, name: str, read: Callable[[str], Any]) -> Any:
        """The text of a child as a value; one that cannot be read refuses the package."""
        try:
            return read(self.text(name))
        except ValueError:
            raise _unfit(name) from None


def _unfit(name: str) -> Refusal:
    return Refusal(
        _("The description in the package is not as it must be: %(name)s.", name=name),
        fix=_("Ask the sender to make the package anew and to send it unchanged."),
    )


def brought_of(raw: list[Any], entries: Mapping[str, BagEntry]) -> Brought:
    """The work file with its originals in our store."""
    root = Node(raw)
    if root.name != "WorkFile":
        raise _unfit("WorkFile")
    code = root.one("FileCode")
    retention = root.text("MaintenanceCode")
    if retention not in {row.code for row in law.retentions()}:
        raise _unfit("MaintenanceCode")
    records = [_items(one, entries) for one in root.one("Documents").children]
    return Brought(
        uid=root.text("Identifier"),
        organ_id=_given(code, "OrganId"),
        catalog=code.value("FileCatalog", int),
        notation=_given(code, "FileNotation"),
        title=_given(root, "Title"),
        retention=retention,
        creator=root.text("Creator"),
        language=root.text("Language"),
        rights=root.text("Rights"),
        description=root.text("Description"),
        started_on=root.value("StartDate", date.fromisoformat),
        ended_on=root.value("EndDate", _day_or_none),
        items=tuple(item for record in records for item in record),
        own=_own(root),
    )


def _own(node: Node) -> list[dict[str, str]]:
    """Metadata that the agency of origin added; a package without them is as good."""
    if not any(child.name == OWN for child in node.children):
        return []
    return [
        {name.lower(): one.text(name) for name in ("Name", "Label", "Value")}
        for one in node.one(OWN).children
    ]


def _given(node: Node, name: str) -> str:
    text = node.text(name)
    if not text:
        raise _unfit(name)
    return text


def _day_or_none(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _items(record: Node, entries: Mapping[str, BagEntry]) -> list[BroughtItem]:
    facts = {
        "type": record.text("TypeName"),
        "symbol": record.text("CodeNotation"),
        "issuer": record.text("OrganName"),
        "issued_on": record.text("IssuedDate"),
        "own": _own(record),
    }
    dated = record.value("DatedAt", datetime.fromisoformat)
    if dated.tzinfo is None:
        raise _unfit("DatedAt")
    title, pages = _given(record, "Subject"), record.value("PageAmount", int)
    return [
        _item(one, entries, title=title, facts=facts, dated=dated, pages=0 if place else pages)
        for place, one in enumerate(record.one("Files").children)
    ]


def _item(file: Node, entries: Mapping[str, BagEntry], **facts: Any) -> BroughtItem:
    entry = entries.get(file.text("Path"))
    if entry is None or entry.sha256 != file.text("Sha256"):
        raise _unfit("Sha256")
    return BroughtItem(
        **facts,
        name=_given(file, "Name").replace("/", "_").replace("\\", "_"),
        media_type=file.text("MediaType"),
        stored=blobs.put(entry.data),
    )
