"""From a prepared decision to its document: the paper says it to people, the facts to programs."""

import hashlib
from collections.abc import Collection
from uuid import UUID

import rfc8785

from documents import operations as documents
from office.db import db, operation
from office.permissions import Actor
from personnel.lifecycle import DECISION
from personnel.models import DecisionChange, Dossier, PersonnelDecision
from personnel.operations.decisions import Wish, refuse_unlawful, refuse_wrong
from personnel.operations.wording import content_of
from personnel.queries.decisions import changes_of, plain_change
from personnel.queries.secrets import open_values
from personnel.record import facts
from personnel.record.decisions import kind

RESTRICTED = {"discipline", "dismiss", "suspend"}


@operation
def send_decision(
    decision: PersonnelDecision, *, confirmed: Collection[str] = (), by: Actor
) -> UUID:
    """Draft the document of the decision; from here on it goes the way of every paper.

    `confirmed` names the rules whose warnings the drafter has weighed; the audit keeps them.
    """
    found, wishes = kind(decision.kind), wishes_of(decision)
    refuse_wrong(found, wishes)
    refuse_unlawful(found, wishes)
    DECISION.advance(decision, "send", by, confirmed=sorted(confirmed))
    content = content_of(decision)
    made = documents.start_draft(subject=content["subject"], type_code=content["type_code"], by=by)
    made.is_restricted = decision.kind in RESTRICTED
    text = facts_of(decision)
    documents.lay_data(made, facts.NAME, text, by=by)
    documents.save_form(made, content, by=by)
    decision.subject = content["subject"]
    decision.document_uid = made.uid
    decision.data_sha256 = facts.digest(text)
    return made.uid


@operation
def take_back_decision(decision: PersonnelDecision, *, by: Actor) -> None:
    """Prepare it anew; its document must have been dropped, or be dropped by hand."""
    DECISION.advance(decision, "take_back", by, document=decision.document_uid)
    decision.document_uid, decision.data_sha256 = None, ""


def facts_of(decision: PersonnelDecision) -> str:
    """The facts as they lie inside the paper."""
    stated = [_stated(row) for row in changes_of(decision)]
    day = decision.effective_on.isoformat()
    return facts.said(decision.kind, day, str(decision.uid), stated)


def _stated(row: DecisionChange) -> facts.Stated:
    official = db.session.get_one(Dossier, row.dossier_id)
    hidden = open_values(row.sealed, row.key_id, row.uid)
    digest = hashlib.sha256(rfc8785.dumps(hidden)).hexdigest() if hidden else ""
    return facts.Stated(str(official.uid), plain_change(row), row.values, digest)


def wishes_of(decision: PersonnelDecision) -> list[Wish]:
    """What a decision changes, as it was asked for."""
    return [_wish(row) for row in changes_of(decision)]


def _wish(row: DecisionChange) -> Wish:
    return Wish(db.session.get_one(Dossier, row.dossier_id), plain_change(row))
