"""Pushes that are answered later: they wait in the store and survive the process."""

import json
import threading
import uuid

from personnel.national.codes import BASE, Code, Scope
from personnel.national.sandbox import events, wallclock
from personnel.national.sandbox.calls import Call
from personnel.national.sandbox.register import Caller, Register
from personnel.national.sandbox.replies import Problem, Reply, as_json

_TICK = 0.1


def push(call: Call) -> Reply:
    """At once, or as a job where the sender prefers that (RFC 7240) or a switch says so."""
    wants_job = "respond-async" in call.headers.get("prefer", "").lower()
    if wants_job or call.register.faults.strikes("async", "events"):
        return _begin(call)
    said = call.body["events"]
    return as_json({"results": events.take_all(call.register, said, call.caller)})


def show(call: Call) -> Reply:
    """How far a job has come."""
    row = call.register.store.row(
        "SELECT * FROM job WHERE id = ? AND client = ?",
        call.path["jobId"],
        call.caller.client.client_id,
    )
    if row is None:
        raise Problem(Code.NOT_FOUND, "there is no such job")
    if row["results"] is None:
        return as_json({"jobId": row["id"], "state": "waiting"}).also(Retry_After="1")
    results = json.loads(row["results"])
    return as_json({"jobId": row["id"], "state": "done", "results": results})


def run(register: Register, stopped: threading.Event) -> None:
    """Do what waits, oldest first, until stopped."""
    while not stopped.wait(_TICK):
        waiting = "SELECT * FROM job WHERE results IS NULL ORDER BY at, id"
        for row in register.store.rows(waiting):
            client = register.config.client(row["client"])
            if client is None:
                continue
            scopes = frozenset(Scope(one) for one in row["scopes"].split())
            caller = Caller(client=client, agency=row["agency"], scopes=scopes)
            with register.store.together():
                found = events.take_all(register, json.loads(row["body"]), caller)
                change = "UPDATE job SET results = ? WHERE id = ?"
                register.store.run(change, json.dumps(found, ensure_ascii=False), row["id"])


def _begin(call: Call) -> Reply:
    own_id = str(uuid.uuid4())
    scopes = " ".join(sorted(call.caller.scopes))
    who = (call.caller.client.client_id, call.caller.agency, scopes)
    body = json.dumps(call.body["events"], ensure_ascii=False)
    change = "INSERT INTO job VALUES (?, ?, ?, ?, ?, NULL, ?)"
    call.register.store.run(change, own_id, *who, body, wallclock.now())
    said = as_json({"jobId": own_id, "state": "waiting"}, status=202)
    return said.also(Location=f"{BASE}/jobs/{own_id}", Retry_After="1")
