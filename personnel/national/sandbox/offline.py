"""Packages from communes without a line: read here by the sandbox's own hand, answered likewise."""

import hashlib
import io
import json
import uuid
import zipfile
from typing import Any

import rfc8785

from personnel.national.codes import SIGNATURE_HEADER, SPEC_VERSION, Code, Scope
from personnel.national.sandbox import events, signatures, wallclock
from personnel.national.sandbox.checks import checked
from personnel.national.sandbox.config import Client
from personnel.national.sandbox.register import Caller, Register
from personnel.national.sandbox.replies import Problem, Reply, Request
from personnel.national.sandbox.shapes.events import Event

Said = dict[str, Any]


def take(register: Register, request: Request) -> Reply:
    """Apply a package and give its answer back; a second time everything is a duplicate."""
    try:
        with zipfile.ZipFile(io.BytesIO(request.body)) as pack:
            manifest = json.loads(pack.read("manifest.json"))
            client = _sender(register, manifest, pack.read("manifest.jws").decode("ascii"))
            lines = _checked_lines(pack, manifest)
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError) as fault:
        raise Problem(Code.DATA_INVALID, "this is no package of the contract") from fault
    caller = Caller(client=client, agency=manifest["sender"], scopes=frozenset(Scope))
    with register.store.together():
        results = events.take_all(register, [checked(Event, line) for line in lines], caller)
    return Reply(body=_answer(register, manifest, results), content_type="application/zip")


def _sender(register: Register, manifest: Said, signature: str) -> Client:
    """Whose key signed the manifest; the age of a package does not count."""
    client = next(
        (one for one in register.config.clients if one.owns(str(manifest["sender"]))), None
    )
    if client is None or manifest["receiver"] != register.config.agency:
        raise Problem(Code.AGENCY_UNKNOWN, "the package is not from or not for one of us")
    keys = register.keys(client.client_id)
    signatures.check(signature, rfc8785.dumps(manifest), keys, is_online=False)
    return client


def _checked_lines(pack: zipfile.ZipFile, manifest: Said) -> list[bytes]:
    for name, digest in manifest["digests"].items():
        if hashlib.sha256(pack.read(name)).hexdigest() != digest:
            raise Problem(Code.SIGNATURE_INVALID, "a member is not the one that was signed")
    return pack.read("events.jsonl").splitlines()


def _answer(register: Register, manifest: Said, results: list[Said]) -> bytes:
    body = b"".join(rfc8785.dumps(one) + b"\n" for one in results)
    said = rfc8785.dumps(
        {
            "format": "psxz",
            "specVersion": SPEC_VERSION,
            "packageId": str(uuid.uuid4()),
            "kind": "ack",
            "answers": manifest["packageId"],
            "sender": register.config.agency,
            "receiver": manifest["sender"],
            "fromSequence": manifest["fromSequence"],
            "toSequence": manifest["toSequence"],
            "madeAt": wallclock.stamp(),
            "count": len(results),
            "digests": {"results.jsonl": hashlib.sha256(body).hexdigest()},
        }
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("manifest.json", said)
        pack.writestr("manifest.jws", signatures.sign(register.key, said)[SIGNATURE_HEADER])
        pack.writestr("results.jsonl", body)
    return target.getvalue()
