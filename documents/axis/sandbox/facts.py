"""What the axis needs to know of a message in order to route it; reads torn messages too."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from documents.axis.codes import MessageKind

_TAG = re.compile(r"<(/?)(?:[\w.-]+:)?([\w.-]+)[^<>]*?(/?)>")
_HEAD = 512 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Addresses and identifiers as written; whatever is missing is empty."""

    kind: MessageKind
    sender: str
    receivers: tuple[str, ...]
    document_id: str
    code: str
    subject: str
    issued: str
    status: str
    business: str


def facts(data: bytes) -> Facts:
    """Routing data of a document or a status; a status is addressed by its ResponseFor."""
    found: dict[tuple[str, str], list[str]] = {}
    for parent, name, value in _leaves(_text(data)):
        found.setdefault((parent, name), []).append(value)

    def first(parent: str, name: str) -> str:
        return next(iter(found.get((parent, name), [])), "")

    status = first("MessageHeader", "StatusCode")
    code = "/".join(p for p in (first("Code", "CodeNumber"), first("Code", "CodeNotation")) if p)
    answered = found.get(("ResponseFor", "OrganId"), [])
    receivers = answered[:1] if status else found.get(("To", "OrganId"), [])
    return Facts(
        kind=MessageKind.STATUS if status else MessageKind.DOCUMENT,
        sender=first("From", "OrganId"),
        receivers=tuple(dict.fromkeys(receivers)),
        document_id=first("ResponseFor" if status else "MessageHeader", "DocumentId"),
        code=first("ResponseFor", "Code") if status else code,
        subject=first("MessageHeader", "Description" if status else "Subject"),
        issued=first("PromulgationInfo", "PromulgationDate"),
        status=status,
        business=first("Bussiness", "BussinessDocType"),
    )


def _text(data: bytes) -> str:
    head = data[:_HEAD]
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    return head.decode("utf-16" if wide else "utf-8", "replace")


def _leaves(text: str) -> Iterator[tuple[str, str, str]]:
    """Parent, name and value of every element without children, in one pass, forgiving."""
    stack: list[str] = []
    opened_at = -1
    for tag in _TAG.finditer(text):
        closing, name, empty = tag.groups()
        if closing:
            if opened_at >= 0 and stack and stack[-1] == name:
                parent = stack[-2] if len(stack) > 1 else ""
                yield parent, name, html.unescape(text[opened_at : tag.start()]).strip()
            if stack and stack[-1] == name:
                stack.pop()
            opened_at = -1
        elif not empty:
            stack.append(name)
            opened_at = tag.end()
