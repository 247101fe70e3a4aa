"""Reports of others about our mail: DMARC (RFC 7489 7.2) as XML, TLS (RFC 8460) as JSON.

They come packed and from anybody: sizes are bounded before and after unpacking.
"""

import json
import zlib
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from office.foreign.inside.trouble import Trouble
from office.foreign.inside.xml_tree import tree

LARGEST = 16 << 20
MOST_ROWS, MOST_RESULTS = 5_000, 20
LONGEST = 300
GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
ODD = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError, OSError)
Element = list[Any]


def feedback(source: Path, _out: Path) -> dict[str, Any]:
    """`kind` is dmarc or tls; `rows` are plain."""
    try:
        data = _unpacked(source.read_bytes()).lstrip(b"\xef\xbb\xbf \t\r\n")
        return _tls(json.loads(data)) if data.startswith(b"{") else _dmarc(tree(data))
    except (BadZipFile, NotImplementedError, zlib.error, *ODD) as fault:
        raise Trouble("damaged") from fault


def _unpacked(data: bytes) -> bytes:
    if len(data) > LARGEST:
        raise Trouble("too-large")
    if data.startswith(GZIP):
        return _bounded(zlib.decompressobj(wbits=31).decompress(data, LARGEST + 1))
    if data.startswith(ZIP):
        with ZipFile(BytesIO(data)) as packed:
            first, *others = packed.infolist()
            if others:
                raise Trouble("damaged")
            with packed.open(first) as stream:
                return _bounded(stream.read(LARGEST + 1))
    return data


def _bounded(data: bytes) -> bytes:
    if len(data) > LARGEST:
        raise Trouble("bomb")
    return data


# ------------------------------------------------------------------------------ DMARC


def _dmarc(root: Element) -> dict[str, Any]:
    about, policy = _child(root, "report_metadata"), _child(root, "policy_published")
    span = _child(about, "date_range")
    records = _children(root, "record")
    if _name(root) != "feedback" or not records:
        raise Trouble("damaged")
    return {
        "kind": "dmarc",
        "organisation": _text(about, "org_name"),
        "contact": _text(about, "email"),
        "report_id": _text(about, "report_id"),
        "begins": _moment(_text(span, "begin")),
        "ends": _moment(_text(span, "end")),
        "domain": _text(policy, "domain").lower(),
        "policy": _text(policy, "p"),
        "rows": [_row(one) for one in records[:MOST_ROWS]],
        "cut": len(records) > MOST_ROWS,
    }


def _row(record: Element) -> dict[str, Any]:
    row, found = _child(record, "row"), _child(record, "auth_results")
    judged, names = _child(row, "policy_evaluated"), _child(record, "identifiers")
    return {
        "source": _text(row, "source_ip"),
        "count": _number(_text(row, "count")),
        "disposition": _text(judged, "disposition"),
        "dkim": _text(judged, "dkim"),
        "spf": _text(judged, "spf"),
        "header_from": _text(names, "header_from").lower(),
        "envelope_from": _text(names, "envelope_from").lower(),
        "dkim_results": [_result(one) for one in _children(found, "dkim")[:MOST_RESULTS]],
        "spf_results": [_result(one) for one in _children(found, "spf")[:MOST_RESULTS]],
    }


def _result(element: Element) -> dict[str, str]:
    return {name: _text(element, name) for name in ("domain", "selector", "result")}


def _name(element: Element) -> str:
    """Without a prefix: some reports bear one."""
    return str(element[0]).rpartition(":")[2]


def _children(element: Element, name: str) -> list[Element]:
    return [one for one in element[2] if _name(one) == name]


def _child(element: Element, name: str) -> Element:
    return next(iter(_children(element, name)), ["", "", []])


def _text(element: Element, name: str) -> str:
    return _line(_child(element, name)[1])


def _moment(seconds: str) -> str:
    """ISO text of seconds since 1970; nothing for what is no moment of this time."""
    if not seconds.isdecimal() or len(seconds) > 10:
        return ""
    return datetime.fromtimestamp(int(seconds), UTC).isoformat()


# -------------------------------------------------------------------------------- TLS


def _tls(told: dict[str, Any]) -> dict[str, Any]:
    span = told["date-range"]
    policies = told["policies"]
    return {
        "kind": "tls",
        "organisation": _line(told.get("organization-name", "")),
        "contact": _line(told.get("contact-info", "")),
        "report_id": _line(told.get("report-id", "")),
        "begins": _line(span["start-datetime"]),
        "ends": _line(span["end-datetime"]),
        "rows": [_policy(one) for one in policies[:MOST_ROWS]],
        "cut": len(policies) > MOST_ROWS,
    }


def _policy(told: dict[str, Any]) -> dict[str, Any]:
    counts = told["summary"]
    return {
        "policy": _line(told["policy"].get("policy-type", "")),
        "domain": _line(told["policy"].get("policy-domain", "")).lower(),
        "good": _number(counts.get("total-successful-session-count", 0)),
        "failed": _number(counts.get("total-failure-session-count", 0)),
        "faults": [_fault(one) for one in told.get("failure-details", [])[:MOST_RESULTS]],
    }


def _fault(told: dict[str, Any]) -> dict[str, Any]:
    return {
        "fault": _line(told.get("result-type", "")),
        "host": _line(told.get("receiving-mx-hostname", "")),
        "source": _line(told.get("sending-mta-ip", "")),
        "count": _number(told.get("failed-session-count", 0)),
    }


def _number(found: object) -> int:
    text = str(found).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 13 else 0


def _line(found: object) -> str:
    text = str(found)[: LONGEST * 4]
    seen = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(seen.split())[:LONGEST]
