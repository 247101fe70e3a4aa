"""Carries the calls of the contract out as requests of another make."""

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from personnel.national.client.channel import Call, Line, Reply, read, trouble_of_status
from personnel.national.client.outcomes import Later, Refused, Trouble
from personnel.national.codes import BASE, JSON_TYPE, Ack, Code
from personnel.national.envelope import canonical, stamp
from personnel.national.mapping import pointers
from personnel.national.mapping.profile import Operation, Profile

_OVERLAP = timedelta(minutes=10)
_OURS_TO_MEND = frozenset(
    {Code.AUTH_FAILED, Code.IP_NOT_ALLOWED, Code.AGENCY_UNKNOWN, Code.PROVINCE_UNKNOWN}
)


class MappedChannel:
    """One connection; `since` is the first instant from which changes are asked for."""

    def __init__(self, line: Line, *, profile: Profile, agency: str, since: datetime) -> None:
        self._line = line
        self._profile = profile
        self._agency = agency
        self._since = since

    def carry_out(self, call: Call) -> Reply:
        """Refused for good where the other side has no such operation."""
        operation = self._profile.file.operations.get(call.name)
        if operation is None:
            why = f"{self._profile.file.name} has no operation for {call.name}"
            raise Trouble(Refused(Code.SCHEMA_UNSUPPORTED, why))
        if operation.each:
            return self._one_by_one(operation, call)
        if operation.paging:
            return self._page(operation, call)
        return self._ask(operation, _source(call))

    # -------------------------------------------------------------------------- one by one

    def _one_by_one(self, operation: Operation, call: Call) -> Reply:
        """What was answered before the line fell stays answered; the rest comes again."""
        results: list[Any] = []
        items = pointers.read(_source(call), operation.each)
        for item in items:
            try:
                results.append(self._result(operation, item))
            except Trouble as trouble:
                if not results:
                    raise
                unknown = [{"ack": "unknown", "why": str(trouble)}] * (len(items) - len(results))
                return Reply(200, {}, {"results": results + unknown})
        return Reply(200, {}, {"results": results})

    def _result(self, operation: Operation, item: Any) -> Any:
        reply = self._ask(operation, item)
        if reply.status < 300:
            return reply.said
        code = reply.said["code"]
        if code in _OURS_TO_MEND:
            raise Trouble(Refused(code, str(reply.said.get("detail", "")), reply.status))
        return {"ack": Ack.REJECTED, **reply.said}

    # ------------------------------------------------------------------------ lists by time

    def _page(self, operation: Operation, call: Call) -> Reply:
        """Windows are as long as the other side allows; they overlap, so lines come again."""
        paging = operation.paging
        assert paging is not None  # noqa: S101  # asked by the caller
        since, offset = self._place(call.query.get("cursor", ""))
        now = self._line.now()
        until = min(since + timedelta(days=self._profile.file.window_days), now)
        limit = min(int(call.query.get("limit", 0)) or 1, self._profile.file.page)
        words: dict[str, Any] = {}
        for pointer, value in (
            (paging.since, stamp(since)),
            (paging.until, stamp(until)),
            (paging.offset, offset),
            (paging.limit, limit),
        ):
            pointers.write(words, pointer, value)
        reply = self._ask(operation, _source(call), words)
        if reply.status >= 300:
            return reply
        rows = pointers.read(reply.said, paging.rows)
        is_full = isinstance(rows, list) and len(rows) >= limit
        is_last = not is_full and until >= now
        place = _after(since, until, offset + limit, is_full=is_full, is_last=is_last)
        said = {**reply.said, "cursor": place, "hasMore": not is_last}
        return Reply(200, {}, said)

    def _place(self, cursor: str) -> tuple[datetime, int]:
        if not cursor:
            return self._since, 0
        try:
            since, offset = json.loads(base64.urlsafe_b64decode(cursor))
            return datetime.fromisoformat(since), int(offset)
        except (ValueError, TypeError) as fault:
            raise Trouble(Refused(Code.DATA_INVALID, "this cursor is not ours")) from fault

    # ---------------------------------------------------------------------------- one call

    def _ask(self, operation: Operation, ours: Any, more: Mapping[str, Any] | None = None) -> Reply:
        file = self._profile.file
        body = {**self._profile.there(operation.send, ours), **(more or {})}
        pointers.write(body, file.envelope.agency, self._agency)
        headers = {"Content-Type": JSON_TYPE}
        answer = self._line.ask(
            operation.method, file.base + operation.path, headers, canonical(body)
        )
        theirs = read(answer)
        if answer.status >= 300:
            raise trouble_of_status(answer.status, "the gateway refused", None)
        if not isinstance(theirs, dict):
            raise Trouble(Later("the answer is not an object"))
        return self._opened(operation, theirs)

    def _opened(self, operation: Operation, theirs: dict[str, Any]) -> Reply:
        """A code that nobody knows counts as bad data; a finer code of theirs wins."""
        file, envelope = self._profile.file, self._profile.file.envelope
        value = pointers.read(theirs, envelope.value)
        made = self._profile.back(operation.answer, value) if isinstance(value, dict) else {}
        said = made.get("said", {})
        if pointers.read(theirs, envelope.status) in envelope.good:
            return Reply(200, made.get("headers", {}), said)
        number = str(pointers.read(theirs, envelope.code))
        finer = pointers.read(theirs, envelope.finer) if envelope.finer else pointers.MISSING
        known = file.codes.get(number, Code.DATA_INVALID)
        code = Code(finer) if isinstance(finer, str) and finer in set(Code) else known
        why = pointers.read(theirs, envelope.says)
        detail = why if isinstance(why, str) else number
        problem = {**said, "code": code, "detail": detail}
        return Reply(file.statuses.get(code, 422), made.get("headers", {}), problem)


def _source(call: Call) -> dict[str, Any]:
    """All words of a call under one root."""
    return {
        "path": call.path.removeprefix(f"{BASE}/").split("/"),
        "query": dict(call.query),
        "headers": {name.lower(): value for name, value in call.headers.items()},
        "body": call.body,
    }


def _after(since: datetime, until: datetime, offset: int, *, is_full: bool, is_last: bool) -> str:
    begin = max(since, until - _OVERLAP) if is_last else until
    place = (since, offset) if is_full else (begin, 0)
    text = json.dumps([place[0].astimezone(UTC).isoformat(), place[1]])
    return base64.urlsafe_b64encode(text.encode()).decode()
