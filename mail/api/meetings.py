"""Answers to invitations, for programs."""

from flask import Response, g

from mail import operations, queries
from mail.api.blueprint import bp
from mail.api.settings import Done
from mail.letters.calendar import Answer
from office.api import ByUid, Closed, scope, shown


class InvitationIn(Closed):
    """What the invited says (RFC 5545 3.2.12)."""

    answer: Answer


@bp.post("/mail/items/<uuid:uid>/invitation", responses={200: Done})
@scope("act")
def answer_invitation(path: ByUid, body: InvitationIn) -> Response:
    """Answer the invitation that a message brings."""
    found = queries.open_item(path.uid, g.actor)
    said = operations.answer_invitation(found, body.answer, by=g.actor)
    return shown(Done(uid=said.uid))
