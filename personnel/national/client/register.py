"""The calls of the contract, typed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from personnel.national.client import answers
from personnel.national.client.answers import (
    ChangePage,
    CodeList,
    ConflictLine,
    Reconciliation,
    Record,
    Resolved,
    Rows,
    Service,
    Transfer,
)
from personnel.national.client.channel import Call, Channel, Reply, correlated
from personnel.national.client.outcomes import (
    Accepted,
    Later,
    Outcome,
    Refused,
    Rejected,
    Trouble,
    Waiting,
    of_event,
)
from personnel.national.codes import (
    BASE,
    JSON_TYPE,
    KEY_HEADER,
    PATCH_TYPE,
    PURPOSE_HEADER,
    Ack,
    Choice,
    Match,
    Purpose,
)
from personnel.national.envelope import Envelope, Evidence, tidy

_T = TypeVar("_T")


@dataclass(frozen=True, kw_only=True)
class Whole:
    """A whole record to be written; `sequence` is the last event that it contains."""

    managing_body: str
    unit: str
    staff_no: str
    sequence: int
    groups: Mapping[str, Rows]


class Register:
    """A register of officials; the same calls whatever channel leads there."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    # ------------------------------------------------------------------------ events

    def push(
        self, events: Sequence[Envelope | Mapping[str, Any]], *, key: str, wait: bool = True
    ) -> list[Outcome] | Waiting:
        """Hand events over, at most 500; `key` belongs to this sending until its outcome is known.

        An event that the register cannot even read is rejected alone; the others come again.
        """
        said = [one.plain() if isinstance(one, Envelope) else dict(one) for one in events]
        headers = {KEY_HEADER: key, **correlated(str(said[0]["correlationId"]))}
        if not wait:
            headers["Prefer"] = "respond-async"
        try:
            reply = self._ask("events", "POST", "/events", headers=headers, body={"events": said})
            if reply.status == 202:
                return Waiting(reply.said["jobId"], reply.wait() or 1.0)
            return _results(reply.said, len(said))
        except Trouble as trouble:
            return _unanswered(trouble.outcome, len(said))

    def job(self, job: str) -> list[Outcome] | Waiting:
        """The outcome of a push that was taken as a job."""
        reply = self._ask("job", "GET", f"/jobs/{job}")
        if reply.said["state"] != "done":
            return Waiting(job, reply.wait() or 1.0)
        return _results(reply.said, len(reply.said["results"]))

    def changes(
        self,
        cursor: str = "",
        *,
        limit: int = 200,
        groups: Sequence[str] = (),
        unit: str = "",
    ) -> ChangePage:
        """What others changed; a line may come again, and 410 means to begin anew."""
        query = {"cursor": cursor, "limit": str(limit), "groups": ",".join(groups), "unit": unit}
        said = self._ask("changes", "GET", "/changes", query=query).said
        return _read(said, _page)

    def acknowledge(self, cursor: str, results: Mapping[str, Ack], *, note: str = "") -> None:
        """Say that everything up to the cursor is safely stored, and what came of it."""
        rows = [{"eventId": one, "code": code, "note": note} for one, code in results.items()]
        body = {"cursor": cursor, "results": rows}
        self._ask("ack", "POST", "/changes/ack", body=body)

    # ----------------------------------------------------------------------- records

    def person(
        self,
        citizen_id: str,
        *,
        purpose: Purpose = Purpose.SYNC,
        groups: Sequence[str] = (),
        on: date | None = None,
        etag: str = "",
    ) -> Record | None:
        """A record, None where it is still the version of the mark."""
        headers = {PURPOSE_HEADER: purpose, **({"If-None-Match": etag} if etag else {})}
        query = {"groups": ",".join(groups), "asOf": on.isoformat() if on else ""}
        path = f"/persons/{citizen_id}"
        reply = self._ask("person", "GET", path, query=query, headers=headers)
        if reply.status == 304:
            return None
        return _read(reply.said, lambda said: answers.record(said, reply.headers.get("etag", "")))

    def put(self, citizen_id: str, whole: Whole, *, etag: str = "") -> Outcome:
        """Create a record, or replace the version of the mark."""
        headers = {"If-Match": etag} if etag else {"If-None-Match": "*"}
        body = {
            "managingBody": whole.managing_body,
            "unit": whole.unit,
            "staffNo": whole.staff_no,
            "sequence": whole.sequence,
            "groups": {name: {"rows": tidy(list(rows))} for name, rows in whole.groups.items()},
        }
        return self._write("put", "PUT", citizen_id, headers=headers, body=body)

    def patch(self, citizen_id: str, group: str, rows: Rows | None, *, etag: str) -> Outcome:
        """Change one group of the version of the mark; None takes the group away."""
        said = None if rows is None else {"rows": tidy(list(rows))}
        body = {"groups": {group: said}}
        headers = {"If-Match": etag}
        return self._write(
            "patch", "PATCH", citizen_id, headers=headers, body=body, media=PATCH_TYPE
        )

    def verify(self, people: Sequence[tuple[str, str, str]]) -> dict[str, Match]:
        """Whether citizen number, full name and birth date fit; at most 1000 at once."""
        names = ("citizenId", "fullName", "birthDate")
        body = {"items": [dict(zip(names, tidy(one), strict=True)) for one in people]}
        headers = {PURPOSE_HEADER: Purpose.VERIFY}
        said = self._ask("verify", "POST", "/persons/_verify", headers=headers, body=body).said
        return {one["citizenId"]: Match(one["result"]) for one in said["results"]}

    # --------------------------------------------------------------------- hand-overs

    def propose(  # noqa: PLR0913  # the words of an offer, each by name
        self,
        citizen_id: str,
        *,
        receiver: str,
        effective_from: date,
        reason: str,
        key: str,
        evidence: Sequence[Evidence] = (),
    ) -> Transfer:
        """Offer a person to another body; he stays ours until it accepts."""
        body = {
            "citizenId": citizen_id,
            "receiver": receiver,
            "effectiveFrom": effective_from.isoformat(),
            "reason": tidy(reason),
            "evidence": [one.plain() for one in evidence],
        }
        headers = {KEY_HEADER: key}
        reply = self._ask("transfer", "POST", "/transfers", headers=headers, body=body)
        return _read(reply.said, answers.transfer)

    def accept(self, transfer_id: str, *, staff_no: str, unit: str) -> Transfer:
        """Take the person over; a second time it is the same answer."""
        body = {"staffNo": tidy(staff_no), "unit": unit}
        path = f"/transfers/{transfer_id}/accept"
        return _read(self._ask("accept", "POST", path, body=body).said, answers.transfer)

    def reject(self, transfer_id: str, *, reason: str) -> Transfer:
        """The person stays where he is."""
        path = f"/transfers/{transfer_id}/reject"
        body = {"reason": tidy(reason)}
        return _read(self._ask("reject", "POST", path, body=body).said, answers.transfer)

    def transfers(self, state: str = "") -> list[Transfer]:
        """Those that we are a party of."""
        said = self._ask("transfers", "GET", "/transfers", query={"state": state}).said
        return [answers.transfer(one) for one in said["transfers"]]

    # ---------------------------------------------------------------------- conflicts

    def conflicts(self, state: str = "open") -> list[ConflictLine]:
        """Questions that wait for a person."""
        said = self._ask("conflicts", "GET", "/conflicts", query={"state": state}).said
        return [answers.conflict(one) for one in said["conflicts"]]

    def resolve(
        self,
        conflict_id: str,
        choice: Choice,
        *,
        resolved_by: str,
        note: str = "",
        rows: Rows | None = None,
    ) -> Resolved:
        """The decision of a person; rows with the choice to edit only."""
        body: dict[str, Any] = {"choice": choice, "note": tidy(note)}
        body["resolvedBy"] = tidy(resolved_by)
        if rows is not None:
            body["value"] = {"rows": tidy(list(rows))}
        path = f"/conflicts/{conflict_id}/resolve"
        return _read(self._ask("resolve", "POST", path, body=body).said, answers.resolved)

    # --------------------------------------------------------------------- comparisons

    def reconcile(self, unit: str, *, on: date | None = None) -> Reconciliation:
        """The digests of all people of a unit and those below it."""
        pages = list(self._pages("reconcile", unit=unit, asOf=on.isoformat() if on else ""))
        people = [answers.person_digest(one) for page in pages for one in page["persons"]]
        return Reconciliation(unit, pages[-1]["root"], tuple(people))

    def service(self) -> Service:
        """What the register can do."""
        return _read(self._ask("service", "GET", "/service").said, answers.service)

    def codelist(self, name: str, *, version: str = "") -> CodeList:
        """A code list in force, or in one of its versions."""
        query = {"version": version}
        said = self._ask("codelist", "GET", f"/codelists/{name}", query=query).said
        return CodeList(said["id"], said["version"], said["rows"])

    def units(self, on: date | None = None) -> list[Mapping[str, Any]]:
        """The tree of units on a day."""
        pages = self._pages("units", asOf=on.isoformat() if on else "")
        return [one for page in pages for one in page["units"]]

    def stats(self, on: date | None = None) -> Mapping[str, Any]:
        """Counts of our people without names."""
        query = {"asOf": on.isoformat() if on else ""}
        found: Mapping[str, Any] = self._ask("stats", "GET", "/stats", query=query).said
        return found

    # ------------------------------------------------------------------------- the line

    def _pages(self, name: str, **query: str) -> Iterator[Mapping[str, Any]]:
        cursor = ""
        while True:
            words = {**query, "cursor": cursor, "limit": "500"}
            said = self._ask(name, "GET", f"/{name}", query=words).said
            yield said
            cursor = said["cursor"] or ""
            if not cursor:
                return

    def _write(  # noqa: PLR0913  # the parts of a call
        self,
        name: str,
        method: str,
        citizen_id: str,
        *,
        headers: Mapping[str, str],
        body: Any,
        media: str = JSON_TYPE,
    ) -> Outcome:
        try:
            path = f"/persons/{citizen_id}"
            reply = self._ask(name, method, path, headers=headers, body=body, media=media)
        except Trouble as trouble:
            return trouble.outcome
        return Accepted(reply.said["version"], reply.headers.get("etag", ""))

    def _ask(
        self,
        name: str,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        **more: Any,
    ) -> Reply:
        words = {key: value for key, value in (query or {}).items() if value}
        call = Call(name=name, method=method, path=BASE + path, query=words, **more)
        reply = self._channel.carry_out(call)
        if reply.status >= 300 and reply.status != 304:
            raise answers.trouble(reply)
        if reply.status != 304 and not isinstance(reply.said, dict):
            raise Trouble(Later("the answer is not an object"))
        return reply


def _page(said: Mapping[str, Any]) -> ChangePage:
    lines = tuple(answers.change(one) for one in said["changes"])
    return ChangePage(lines, said["cursor"], said["hasMore"])


def _read(said: Mapping[str, Any], parse: Callable[[Mapping[str, Any]], _T]) -> _T:
    """An answer of another make tells nothing."""
    try:
        return parse(said)
    except (KeyError, TypeError, ValueError) as fault:
        raise Trouble(Later(f"the answer lacks something: {fault}")) from fault


def _results(said: Mapping[str, Any], count: int) -> list[Outcome]:
    found = [of_event(one) for one in said["results"]]
    if len(found) != count:
        return [Later("the answer names other events")] * count
    return found


def _unanswered(outcome: Any, count: int) -> list[Outcome]:
    """No event has an answer of its own, but a refusal may name those that are to blame."""
    if isinstance(outcome, Refused) and outcome.errors:
        blamed = answers.errors_by_event(outcome.errors, count)
        if blamed:
            again: Outcome = Later("another event of the sending was refused", 0.0)
            return [
                Rejected(outcome.code, tuple(blamed[place])) if place in blamed else again
                for place in range(count)
            ]
    return [outcome] * count
