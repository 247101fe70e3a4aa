"""Secrecy marks in metadata: state-secret documents must never travel over the axis.

Decision 28/2018/QĐ-TTg excludes them. Urgency (độ khẩn) is a different scale and never counts.
"""

import re
import unicodedata

from documents.axis.package.reader import Node

_FIELDS = frozenset(
    {"secret", "secrecy", "secretlevel", "secrecylevel", "securitylevel", "confidential", "domat"}
)
_HARMLESS = frozenset(
    {"", "0", "00", "không", "không mật", "thường", "bình thường", "none", "no", "false", "null"}
    | {"normal", "khong", "thuong"}
)
_MARK = re.compile(r"(độ mật\s*:?\s*)?((tối|tuyệt)\s+)?mật")
_EDGES = " \t\r\n.,;:-–()[]\"'"
_NEVER = frozenset({"priority"})


def secrecy_mark(header: Node) -> str:
    """The mark as written, or nothing; a secrecy field with an unknown value counts as marked."""
    for node in header.walk():
        if node.name not in _NEVER and _is_mark(node):
            return node.value
    return ""


def _is_mark(node: Node) -> bool:
    value = unicodedata.normalize("NFC", node.value).casefold().strip(_EDGES)
    if node.name in _FIELDS and not node.children:
        return value not in _HARMLESS
    return bool(_MARK.fullmatch(value))
