"""The other side of the sandbox: inject messages, switch faults, script agencies, read the log."""

import hmac
from collections.abc import Callable
from pathlib import Path
from typing import Any

from documents.axis.codes import MessageKind
from documents.axis.sandbox import far_side, wallclock
from documents.axis.sandbox.axis import Axis
from documents.axis.sandbox.facts import facts
from documents.axis.sandbox.replies import Problem, Reply, Request, as_json, json_of
from documents.axis.sandbox.store import Row


def require_token(request: Request, token: str) -> None:
    sent = request.headers.get("authorization", "")
    if not hmac.compare_digest(sent.encode(), f"Bearer {token}".encode()):
        raise Problem(401, "this call needs the token of the sandbox")


def inject(axis: Axis, request: Request) -> Reply:
    """Lay a message out as if another agency had sent it, however broken it is.

    Without ``?to=`` it goes to the receivers it names; if none of them is connected here, it goes
    to the first connected agency, as an axis that routes wrongly would do.
    """
    data, asked = _injected(request)
    found = facts(data)
    receivers = [asked] if asked else axis.known_receivers(found)
    if not any(axis.config.owner(code) for code in receivers):
        receivers = [axis.config.default_receiver]
    own_id = axis.take(data, receivers=receivers, source="inject", call="inject")
    rows = axis.store.listed("m.id = ?", own_id)
    return as_json(
        {"message": own_id, "docIds": [row["delivery"] for row in rows], "to": receivers}
    )


def _injected(request: Request) -> tuple[bytes, str]:
    asked = request.query.get("to", "")
    if request.headers.get("content-type", "").startswith("application/json"):
        values = json_of(request)
        path = Path(str(values.get("path", "")))
        if not path.is_file():
            raise Problem(422, f"no such file: {path}")
        return path.read_bytes(), asked or str(values.get("to", ""))
    return request.body, asked


def faults(axis: Axis, request: Request) -> Reply:
    if request.method == "POST":
        try:
            axis.faults.set(json_of(request))
        except (ValueError, TypeError) as error:
            raise Problem(422, str(error)) from error
    return as_json(axis.faults.shown())


def script(axis: Axis, request: Request) -> Reply:
    """``{"agency", "on": "document"|"recall", "steps": [{"after", "status"|"reply"}]}``."""
    if request.method == "POST":
        values = json_of(request)
        agency, steps = values.get("agency"), values.get("steps")
        if not isinstance(agency, str) or not isinstance(steps, list) or not _are_steps(steps):
            raise Problem(422, "give agency and steps, each with after and status or reply")
        own = axis.store.scripts().get(agency, {})
        axis.store.set_script(agency, own | {str(values.get("on", "document")): steps})
    return as_json(axis.config.scripts | axis.store.scripts())


def _are_steps(steps: list[Any]) -> bool:
    return all(isinstance(step, dict) and ("status" in step or "reply" in step) for step in steps)


def log(axis: Axis, _request: Request) -> Reply:
    """Everything that ever passed, oldest first."""
    messages: dict[str, dict[str, Any]] = {}
    for row in axis.store.listed():
        entry = messages.setdefault(row["id"], _entry(row))
        if row["delivery"]:
            entry["deliveries"].append(_delivery(row))
    return as_json(list(messages.values()))


def _entry(row: Row) -> dict[str, Any]:
    named = ("id", "source", "kind", "sender", "document_id", "code", "subject", "sha256", "size")
    code = row["status"] if row["kind"] == MessageKind.STATUS else ""
    times = {"created_at": wallclock.local_text(row["created_at"])}
    return {name: row[name] for name in named} | times | {"status": code, "deliveries": []}


def _delivery(row: Row) -> dict[str, str]:
    return {
        "docId": row["delivery"],
        "to": row["receiver"],
        "state": row["state"],
        "updated_at": wallclock.local_text(row["updated_at"]),
    }


def message(axis: Axis, request: Request) -> Reply:
    """The bytes as they were received."""
    data = axis.store.data(request.path.rpartition("/")[2])
    if data is None:
        raise Problem(404, "no such message")
    return Reply(body=data, content_type="application/xml")


def health(axis: Axis, _request: Request) -> Reply:
    return as_json({"status": "ok", "agencies": len(axis.config.agencies)})


PAGES: dict[str, tuple[frozenset[str], Callable[[Axis, Request], Reply]]] = {
    "inject": (frozenset({"POST"}), inject),
    "requests": (frozenset({"POST"}), far_side.ask),
    "statuses": (frozenset({"POST"}), far_side.say),
    "faults": (frozenset({"GET", "POST"}), faults),
    "script": (frozenset({"GET", "POST"}), script),
    "log": (frozenset({"GET"}), log),
    "messages": (frozenset({"GET"}), message),
}


def carry_out(axis: Axis, name: str, request: Request, *, token: str) -> Reply:
    """One call of the operator; only the health page is open."""
    if name == "health":
        return health(axis, request)
    require_token(request, token)
    methods, work = PAGES[name]
    if request.method not in methods:
        raise Problem(405, f"{name} is called with {' or '.join(sorted(methods))}")
    return work(axis, request)
