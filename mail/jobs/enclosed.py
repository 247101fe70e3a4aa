"""What lies inside a letter besides words and files: a signature, an invitation."""

from datetime import datetime
from pathlib import Path
from typing import Any

from mail.smime.jailed import read_foreign
from mail.smime.verify import judge
from office import blobs
from office.foreign.child import run_child
from office.foreign.letters import Letter
from office.foreign.refusals import ForeignFileRefused
from signing.queries import standing_of


def seal_of(letter: Letter, sha256: str, *, at: datetime) -> dict[str, Any]:
    """What is said of its signature for the moment at which it came (RFC 8551)."""
    if not letter.seal:
        return {}
    verdict = judge(read_foreign(blobs.path_of(sha256)), at=at, ask=standing_of)
    return {"kind": letter.seal.value, **verdict.as_json()}


def calendar_of(letter: Letter, folder: Path) -> dict[str, Any]:
    """Who asks whom to which meeting (iMIP, RFC 6047); what cannot be read is only named."""
    found = letter.calendar
    if found is None:
        return {}
    told = {"path": found.path, "method": found.method}
    part = next((one for one in letter.parts if one.path == found.path), None)
    if part is None:
        return told
    try:
        facts = run_child("invitation", folder / part.file).facts
    except ForeignFileRefused:
        return told
    return told | {"method": facts["method"] or found.method, "events": facts["events"][:1]}
