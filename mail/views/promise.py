"""What our domains promise to servers that send to them (MTA-STS, RFC 8461 3.2 and 3.3)."""

from flask import Blueprint, Flask, request
from werkzeug.wrappers import Response

from mail.queries.domains import promised_at
from mail.wire.sts import PATH
from office.errors import NotFound
from office.i18n import _
from office.web import of_any_host, public

bp = Blueprint("promise", __name__)


@bp.get(PATH)
@public
@of_any_host
def sts_policy() -> Response:
    """The policy of the domain whose name follows `mta-sts.` in the address."""
    text = promised_at(request.host.partition(":")[0])
    if not text:
        raise NotFound(_("There is no such page."))
    return Response(text, mimetype="text/plain")


def register(app: Flask) -> None:
    """Stands beside the pages of mail, at an address that others fixed."""
    app.register_blueprint(bp)
