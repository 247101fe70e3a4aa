"""The address of identity systems: bearer token in, `application/scim+json` out."""

import json

from flask import Blueprint, Response, current_app, g, request
from werkzeug.exceptions import RequestEntityTooLarge

from office.errors import NotFound
from office.i18n import _
from office.web import proves_itself, public
from personnel.scim import LARGEST_BODY, is_installed

PREFIX = "/api/scim/v2"
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]

bp = Blueprint("scim", __name__, url_prefix=PREFIX)


@bp.route("/", methods=METHODS, defaults={"rest": ""})
@bp.route("/<path:rest>", methods=METHODS)
@public
@proves_itself
def serve(rest: str) -> Response:
    """Hand the request to the server of the library; it asks for the token itself."""
    if not is_installed():
        raise NotFound(
            _("Identity systems are not served here."),
            fix=_("The operator installs the extra “scim” for them."),
        )
    from scim2_server.requests import ScimRequest

    from personnel.scim.server import answer

    asked = ScimRequest(
        method=request.method,
        base_url=request.url_root.rstrip("/") + PREFIX,
        path=f"/{rest}",
        query=request.args.to_dict(),
        headers=dict(request.headers),
        body=_body(),
    )
    token = str(g.session.uid) if g.session else ""
    said = answer(asked, by=g.actor, token=token, secret=str(current_app.secret_key))
    body = "" if said.body is None else json.dumps(said.body)
    made = Response(body, status=int(said.status), headers=said.headers)
    made.headers.setdefault("Cache-Control", "no-store")
    return made


def _body() -> bytes:
    """One byte more than is taken tells the server to refuse it in its own words."""
    request.max_content_length = LARGEST_BODY
    try:
        return request.get_data()
    except RequestEntityTooLarge:
        return bytes(LARGEST_BODY + 1)
