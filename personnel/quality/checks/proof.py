"""V11, V12: the decision behind a row, and what the national database knows of it."""

from collections.abc import Iterator
from datetime import timedelta

from personnel.quality.facts import DecisionFacts, Facts
from personnel.quality.shapes import Problem, Severity
from personnel.record import days
from personnel.record.groups import GROUPS
from personnel.record.shapes import Authority

WARN_AFTER, ERROR_AFTER = timedelta(days=5), timedelta(days=10)


def decisions(facts: Facts) -> Iterator[Problem]:
    """V11; a row that an import brought without a decision is a warning."""
    for row in facts.known:
        if GROUPS[row.group].authority is not Authority.DECIDED:
            continue
        found = facts.decisions.get(row.decision_uid) if row.decision_uid else None
        if found is None:
            severity = Severity.ERROR if row.decision_uid else Severity.WARNING
            yield Problem("none", row.group, "", row.uid, severity=severity)
            continue
        for what in _lacking(found):
            yield Problem(what, row.group, "", row.uid, {"number": found.number})


def acknowledged(facts: Facts) -> Iterator[Problem]:
    """V12: silence of the national database, a warning after 5 days and an error after 10."""
    since = facts.waiting_since
    if since is None or facts.on - since <= WARN_AFTER:
        return
    late = facts.on - since > ERROR_AFTER
    severity = Severity.ERROR if late else Severity.WARNING
    yield Problem("silent", "", words={"day": days.said(since.isoformat())}, severity=severity)


def _lacking(found: DecisionFacts) -> Iterator[str]:
    if not (found.number and found.signed_on and found.issuer and found.signer):
        yield "incomplete"
    if not found.is_signature_valid:
        yield "signature"
    if not found.signer_held_post:
        yield "signer"
