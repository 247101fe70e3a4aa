"""Who receives a document, chosen before the issue, and the sets kept for the next time."""

from collections.abc import Sequence

from documents.models import Document, DocumentState, RecipientGroup
from documents.operations.copy_making import print_numbered
from documents.operations.desk_work import log
from documents.operations.drafting import draft_of
from documents.operations.receivers import recipient_of
from documents.policy import Can, after_issue
from documents.queries import is_listed
from office import audit
from office.db import db, new_uid, operation
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import Actor, require
from office.units import queries as units
from office.units.models import Desk

MOST = 500
BEFORE_ISSUE = {DocumentState.SIGNED, DocumentState.NUMBERED, DocumentState.SEALED}


@operation
def choose_receivers(document: Document, codes: Sequence[str], *, by: Actor) -> None:
    """Say who will receive a document (nơi nhận): its drafter, and before the issue the clerk."""
    is_draft = document.state is DocumentState.DRAFT
    require(by, Can.EDIT if is_draft else Can.ISSUE, document)
    if not is_draft and document.state not in BEFORE_ISSUE:
        raise Refusal(
            _("The receivers are fixed now."),
            fix=_("After the issue they are changed by an update."),
        )
    chosen = _checked(codes, document.agency_id)
    draft = draft_of(document)
    before, draft.recipients = draft.recipients, chosen
    if before != chosen:
        audit.record("outgoing.addressed", document, by=by, receivers=chosen)
        log(document, "outgoing.addressed", by=by)
        print_numbered(document)


@operation
def make_group(
    name: str, members: Sequence[str], *, desk_id: int | None = None, by: Actor
) -> RecipientGroup:
    """Keep a set of receivers (nhóm nơi nhận) for a desk; without one for the whole agency."""
    group = RecipientGroup(uid=new_uid(), agency_id=by.agency_id, desk_id=desk_id)
    require(by, after_issue.Can.KEEP_GROUP, group)
    _fill(group, name, members)
    db.session.add(group)
    db.session.flush()
    audit.record("group.made", group, by=by, name=group.name)
    return group


@operation
def change_group(group: RecipientGroup, name: str, members: Sequence[str], *, by: Actor) -> None:
    """Rename a set or change who belongs to it; issued documents keep their receivers."""
    require(by, after_issue.Can.KEEP_GROUP, group)
    _fill(group, name, members)
    audit.record("group.changed", group, by=by, name=group.name)


@operation
def drop_group(group: RecipientGroup, *, by: Actor) -> None:
    """Forget a set of receivers."""
    require(by, after_issue.Can.KEEP_GROUP, group)
    audit.record("group.dropped", group, by=by, name=group.name)
    db.session.delete(group)


def _fill(group: RecipientGroup, name: str, members: Sequence[str]) -> None:
    if not name.strip():
        raise Invalid(_("The group needs a name."), fields={"name": _("Write a name.")})
    group.name = " ".join(name.split())[:200]
    group.members = _checked(members, group.agency_id)


def _checked(codes: Sequence[str], agency_id: int) -> list[str]:
    chosen = list(dict.fromkeys(code.strip() for code in codes if code.strip()))
    if len(chosen) > MOST:
        raise Invalid(_("At most %(number)d receivers.", number=MOST))
    for code in chosen:
        _refuse_unknown(code, agency_id)
    return chosen


def _refuse_unknown(code: str, agency_id: int) -> None:
    found = recipient_of(code)
    desk = db.session.get(Desk, found.target_id) if code.startswith("desk:") else None
    is_foreign = desk is not None and desk.agency_id != units.successor_of(agency_id)
    if is_foreign or not is_listed(found.channel, code):
        message = _("The receiver “%(code)s” is not known.", code=code[:60])
        raise Invalid(message, fields={"recipient": message})
