"""The task of the child: letters told one after another, each into files of its own number.

A letter that ends this process leaves those before it whole; the parent asks again for the rest.
"""

import hashlib
import json
import traceback
from pathlib import Path
from typing import Any

from office.foreign.inside.letters import (
    attachments,
    bodies,
    charsets,
    headers,
    pages,
    reports,
    risks,
)
from office.foreign.inside.letters.mime import Part, clean_name, content, leaves, name_of, parse

MOST_BYTES = 150 * 1024 * 1024
HEAD_ONLY = 256 * 1024
MOST_WORDS = 300_000
PREVIEW = 200


def letters(_source: Path, out: Path, *, orders: list[dict[str, Any]]) -> dict[str, Any]:
    """Tell each letter as it is asked for: `whole`, `plain` (nothing unpacked), `head`."""
    for order in orders:
        number, how, charset = order["number"], order["how"], order["charset"]
        data = Path(order["source"]).read_bytes()
        told = _told(data, out, number=number, charset=charset, how=how)
        text = json.dumps(told, ensure_ascii=False)
        (out / f"{number}.json").write_text(text, encoding="utf-8", errors="replace")
    return {}


def _told(data: bytes, out: Path, *, number: int, charset: str, how: str) -> dict[str, Any]:
    """What cannot be told whole is told plain, before a new child is asked to."""
    try:
        return _Letter(data, out, number=number, charset=charset, how=how).told()
    except risks.FAULTS:
        if how != "whole":
            raise
        traceback.print_exc()
        return _Letter(data, out, number=number, charset=charset, how="plain").told()


class _Letter:
    """One mail being taken apart."""

    def __init__(self, data: bytes, out: Path, *, number: int, charset: str, how: str) -> None:
        self._notices: dict[tuple[str, ...], None] = {}
        self._out, self._number, self._how = out, number, how
        self._room = MOST_BYTES
        self._bodies = bodies.Bodies(self._notice, charset)
        self._root = parse(data[:HEAD_ONLY] if how == "head" else data, self._notice)
        self._charset = charset

    def _notice(self, *words: str) -> None:
        self._notices[words] = None

    def told(self) -> dict[str, Any]:
        """Everything, as JSON carries it."""
        views = self._bodies.views(self._root) if self._how != "head" else []
        hint = self._charset or next((one.charset for one in views), "")
        text = bodies.plain_of(views)
        html, remote = self._page(views)
        parts = list(leaves(self._root, self._notice)) if self._how != "head" else []
        files = [self._part(one, html) for one in parts if self._is_file(one)]
        seen = [text, *(one["name"] for one in files), *(one.pop("words") for one in files)]
        if self._how != "whole":
            self._notice("unreadable" if self._how == "head" else "read_in_part")
        return {
            "head": headers.head(self._root, hint),
            "text": text,
            "html": html,
            "charset": hint,
            "remote_count": remote,
            "preview": headers.line(_new_words(text), PREVIEW),
            "words": charsets.tidy("\n".join(one for one in seen if one)[:MOST_WORDS]),
            "parts": files,
            "report": reports.report(parts, self._notice),
            "calendar": self._calendar(parts),
            "seal": _seal(self._root, parts, text),
            "notices": [{"code": one[0], "values": one[1:]} for one in self._notices],
        }

    def _page(self, views: list[bodies.View]) -> tuple[str, int]:
        page = bodies.page_of(views)
        if not page or self._how != "whole":
            return "", 0
        if len(page) > pages.LONGEST:
            self._notice("cut_short", "html")
        if pages.is_too_odd(page):
            self._notice("odd_page")
            return "", 0
        return pages.sanitise(page)

    def _is_file(self, part: Part) -> bool:
        is_tree = bool(part.children) or (part.claimed.startswith("multipart/") and not part.path)
        return not is_tree and part.path not in self._bodies.shown

    def _part(self, part: Part, html: str) -> dict[str, Any]:
        data = content(part, self._notice)
        if len(data) > self._room:
            self._notice("cut_short", "attachments")
            data = b""
        self._room -= len(data)
        cid = headers.line(headers.decoded(part.raw("content-id"))).strip("<> ")[:300]
        raw_name = name_of(part)
        name = clean_name(raw_name) or attachments.given_name(part.claimed, data)
        path = self._out / f"{self._number}-{part.path or '0'}.part"
        path.write_bytes(data)
        told = {
            "path": part.path,
            "type": attachments.type_of(data, part.claimed, path),
            "claimed": headers.line(part.claimed, 200),
            "name": name,
            "cid": cid,
            "size": len(data),
            "file": path.name,
            "sha256": hashlib.sha256(data).hexdigest(),
            "is_inline": bool(cid) and f"cid:{cid}" in html,
        }
        return told | self._looked_into(path, raw_name, str(told["type"]))

    def _looked_into(self, path: Path, name: str, kind: str) -> dict[str, Any]:
        """Risks and words; a mail that was too much once is not opened again."""
        if attachments.is_winmail(path):
            self._notice("winmail")
        if self._how != "whole":
            return {"risks": ["not_checked"], "words": ""}
        found = risks.risks(path, name, out=self._out)
        return {"risks": found, "words": attachments.words(path, kind, found, self._out)}

    def _calendar(self, parts: list[Part]) -> dict[str, str] | None:
        for part in parts:
            if part.claimed == "text/calendar":
                data = content(part, self._notice)
                method = part.parameter("method") or attachments.method_of(data)
                return {"path": part.path, "method": method.upper()[:40]}
        return None


def _new_words(text: str) -> str:
    """The text without the history below it, unless there is nothing else."""
    fresh = [line for line in text[:20_000].split("\n") if not line.startswith(">")]
    return "\n".join(fresh).strip() or text[:20_000]


def _seal(root: Part, parts: list[Part], text: str) -> str:
    """How the mail is sealed, by what it says of itself; nothing is verified here."""
    kinds = {part.claimed for part in parts}
    protocol = root.parameter("protocol").lower()
    if kinds & {"application/pkcs7-mime", "application/x-pkcs7-mime"}:
        names = {part.parameter("smime-type").lower() for part in parts}
        return "smime_signed" if "signed-data" in names else "smime_encrypted"
    if kinds & {"application/pkcs7-signature", "application/x-pkcs7-signature"}:
        return "smime_signed"
    is_pgp = "pgp" in protocol or any("pgp" in kind for kind in kinds)
    return "pgp" if is_pgp or text.lstrip().startswith("-----BEGIN PGP ") else ""
