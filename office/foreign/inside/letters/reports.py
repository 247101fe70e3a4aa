"""Reports about mail: what became of it (RFC 3464) and whether it was read (RFC 8098)."""

from typing import Any

from office.foreign.inside.letters import headers
from office.foreign.inside.letters.mime import Notice, Part, content, parse

MOST_RECIPIENTS = 200


def report(parts: list[Part], notice: Notice) -> dict[str, Any] | None:
    """The machine's part of a report and the id of the mail it speaks of."""
    for part in parts:
        if part.claimed == "message/delivery-status":
            return _delivery(part, notice) | {"original_id": _original(parts, notice)}
        if part.claimed == "message/disposition-notification":
            fields = _block(content(part, notice), notice)
            named = headers.one_id(fields.raw("original-message-id"))
            about = _recipient(fields, action=headers.decoded(fields.raw("disposition"))[:300])
            return {
                "kind": "reading",
                "recipients": [about],
                "reporter": headers.decoded(fields.raw("reporting-ua"))[:300],
                "original_id": named or _original(parts, notice),
            }
    return None


def _delivery(part: Part, notice: Notice) -> dict[str, Any]:
    """One block about the report, then one for each recipient."""
    data = content(part, notice).replace(b"\r\n", b"\n").strip(b"\n")
    blocks = [_block(one.lstrip(b"\n"), notice) for one in data.split(b"\n\n")[:MOST_RECIPIENTS]]
    about = [
        _recipient(one, action=headers.decoded(one.raw("action")).lower()[:50])
        for one in blocks
        if one.raw("action") or one.raw("final-recipient")
    ]
    reporter = next((one.raw("reporting-mta") for one in blocks if one.raw("reporting-mta")), "")
    return {"kind": "delivery", "recipients": about, "reporter": _typed(reporter)}


def _block(data: bytes, notice: Notice) -> Part:
    return parse(data[:200_000] + b"\n\n", notice)


def _recipient(fields: Part, *, action: str) -> dict[str, str]:
    return {
        "address": _typed(fields.raw("final-recipient") or fields.raw("original-recipient")),
        "action": action,
        "status": headers.decoded(fields.raw("status")).partition(" ")[0][:20],
        "diagnostic": _typed(fields.raw("diagnostic-code"))[:1000],
    }


def _typed(value: str) -> str:
    """A value without the word before it that names its kind: `rfc822; a@b.example`."""
    kind, semicolon, said = headers.decoded(value).partition(";")
    return (said if semicolon else kind).strip()


def _original(parts: list[Part], notice: Notice) -> str:
    for part in parts:
        if part.claimed in {"message/rfc822", "text/rfc822-headers", "message/global"}:
            return headers.one_id(_block(content(part, notice), notice).raw("message-id"))
    return ""
