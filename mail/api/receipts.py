"""Read receipts for programs that show mail to a person."""

from flask import Response, g

from mail import operations, queries
from mail.api.blueprint import bp
from mail.api.settings import Done
from mail.operations.receipts import ReceiptAnswer
from office.api import ByUid, Closed, scope, shown


class ReceiptIn(Closed):
    """What the reader said."""

    answer: ReceiptAnswer


@bp.post("/mail/items/<uuid:uid>/receipt", responses={200: Done})
@scope("act")
def answer_receipt(path: ByUid, body: ReceiptIn) -> Response:
    """Send the receipt that a letter asks for, or say that none is sent."""
    found = queries.open_item(path.uid, g.actor)
    said = operations.answer_receipt(found, body.answer, by=g.actor)
    return shown(Done(uid=said.uid))
