"""The table of calls: from it requests are found and the contract is written."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from personnel.national.codes import BASE, JSON_TYPE, PATCH_TYPE, Scope
from personnel.national.sandbox import (
    conflicts,
    directory,
    feed,
    jobs,
    reconcile,
    records,
    transfers,
)
from personnel.national.sandbox.calls import Call
from personnel.national.sandbox.replies import Reply, as_json
from personnel.national.sandbox.shapes import directory as about
from personnel.national.sandbox.shapes import events, queries
from personnel.national.sandbox.shapes import feed as feeds
from personnel.national.sandbox.shapes import records as bodies
from personnel.national.sandbox.shapes.basics import Closed

Shape = type[Closed]
_UUID = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
PARTS = {
    "citizenId": r"^[0-9]{12}$",
    "id": r"^[a-z_]{1,40}$",
    "code": r"^[A-Z][0-9]{2}(\.[0-9]{1,3}){0,3}$",
    "jobId": _UUID,
    "transferId": _UUID,
    "conflictId": _UUID,
}


@dataclass(frozen=True)
class Route:
    """One call of the contract; `says` is its line in the document."""

    name: str
    method: str
    path: str
    work: Callable[[Call], Reply]
    says: str
    scope: Scope = Scope.READ
    query: Shape = queries.NoQuery
    body: Shape | None = None
    media: str = JSON_TYPE
    answers: Mapping[int, Shape | None] = field(default_factory=dict)
    refuses: tuple[int, ...] = ()
    headers: tuple[str, ...] = ()

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The path with its variable parts as groups."""
        return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", re.escape(BASE) + self.path))

    @property
    def is_keyed(self) -> bool:
        """Whether the answer is kept for a second asking."""
        return "Idempotency-Key" in self.headers


def _changes(call: Call) -> Reply:
    records.check_groups(call.query.get("groups"))
    return as_json(feed.page(call.register, call.caller, call.query))


def _acknowledge(call: Call) -> Reply:
    return as_json(feed.acknowledge(call.register, call.caller, call.body))


_PUT_HEADERS = ("If-Match", "If-None-Match")
ROUTES = (
    Route(
        "service",
        "GET",
        "/service",
        directory.service,
        "What this end can do.",
        answers={200: about.Service, 304: None},
        headers=("If-None-Match",),
    ),
    Route(
        "codelist",
        "GET",
        "/codelists/{id}",
        directory.codelist,
        "The rows of a code list.",
        query=queries.CodeListQuery,
        answers={200: about.CodeList, 304: None},
        headers=("If-None-Match",),
    ),
    Route(
        "units",
        "GET",
        "/units",
        directory.units,
        "The tree of units on a day.",
        query=queries.UnitsQuery,
        answers={200: about.Units},
    ),
    Route(
        "unit-history",
        "GET",
        "/units/{code}/history",
        directory.history,
        "All times of one unit.",
        answers={200: about.Units},
    ),
    Route(
        "verify",
        "POST",
        "/persons/_verify",
        records.verify,
        "Compare people without reading them.",
        body=feeds.Verify,
        answers={200: feeds.VerifyResults},
        headers=("X-Purpose",),
    ),
    Route(
        "person",
        "GET",
        "/persons/{citizenId}",
        records.show,
        "One record.",
        query=queries.PersonQuery,
        answers={200: bodies.PersonOut, 304: None},
        headers=("X-Purpose", "If-None-Match"),
    ),
    Route(
        "put",
        "PUT",
        "/persons/{citizenId}",
        records.put,
        "Create or replace a record.",
        scope=Scope.WRITE,
        body=bodies.PersonIn,
        answers={200: bodies.Stored, 201: bodies.Stored},
        refuses=(409, 412, 428),
        headers=_PUT_HEADERS,
    ),
    Route(
        "patch",
        "PATCH",
        "/persons/{citizenId}",
        records.patch,
        "Change one group of a record.",
        scope=Scope.WRITE,
        body=bodies.PersonPatch,
        media=PATCH_TYPE,
        answers={200: bodies.Stored},
        refuses=(409, 412, 428),
        headers=("If-Match",),
    ),
    Route(
        "events",
        "POST",
        "/events",
        jobs.push,
        "Push events.",
        scope=Scope.WRITE,
        body=events.Events,
        answers={200: events.EventResults, 202: events.Job},
        refuses=(409,),
        headers=("Idempotency-Key", "Prefer"),
    ),
    Route(
        "job",
        "GET",
        "/jobs/{jobId}",
        jobs.show,
        "How far a job has come.",
        scope=Scope.WRITE,
        answers={200: events.Job},
    ),
    Route(
        "changes",
        "GET",
        "/changes",
        _changes,
        "What changed since a cursor.",
        query=queries.ChangesQuery,
        answers={200: feeds.Changes},
        refuses=(410,),
    ),
    Route(
        "ack",
        "POST",
        "/changes/ack",
        _acknowledge,
        "Say what became of changes.",
        body=feeds.ChangesAck,
        answers={200: feeds.Acked},
        refuses=(410,),
    ),
    Route(
        "transfers",
        "GET",
        "/transfers",
        transfers.listed,
        "Hand-overs of the asker.",
        query=queries.TransfersQuery,
        answers={200: bodies.Transfers},
    ),
    Route(
        "transfer",
        "POST",
        "/transfers",
        transfers.propose,
        "Offer a person to another body.",
        scope=Scope.WRITE,
        body=bodies.TransferIn,
        answers={201: bodies.TransferOut},
        refuses=(409,),
        headers=("Idempotency-Key",),
    ),
    Route(
        "accept",
        "POST",
        "/transfers/{transferId}/accept",
        transfers.accept,
        "Take a person over.",
        scope=Scope.WRITE,
        body=bodies.TransferAccept,
        answers={200: bodies.TransferOut},
        refuses=(409,),
    ),
    Route(
        "reject",
        "POST",
        "/transfers/{transferId}/reject",
        transfers.reject,
        "Do not take a person over.",
        scope=Scope.WRITE,
        body=bodies.TransferReject,
        answers={200: bodies.TransferOut},
        refuses=(409,),
    ),
    Route(
        "conflicts",
        "GET",
        "/conflicts",
        conflicts.listed,
        "Conflicts of the asker's people.",
        query=queries.ConflictsQuery,
        answers={200: bodies.Conflicts},
    ),
    Route(
        "resolve",
        "POST",
        "/conflicts/{conflictId}/resolve",
        conflicts.resolve,
        "Settle a conflict.",
        scope=Scope.WRITE,
        body=bodies.Resolve,
        answers={200: bodies.Resolved},
        refuses=(409,),
    ),
    Route(
        "reconcile",
        "GET",
        "/reconcile",
        reconcile.compare,
        "Digests of the people of a unit.",
        query=queries.ReconcileQuery,
        answers={200: feeds.Reconcile},
    ),
    Route(
        "stats",
        "GET",
        "/stats",
        directory.stats,
        "Counts without personal data.",
        query=queries.StatsQuery,
        answers={200: about.Stats},
    ),
)
