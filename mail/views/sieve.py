"""The rules of a mailbox as a file that other mail servers understand."""

from uuid import UUID

from flask import Response
from werkzeug.wrappers import Response as BaseResponse

from mail.letters.sieve import SieveRule, script
from mail.policy import Can
from mail.queries import settings
from mail.views.blueprint import webmail as bp
from mail.views.downloads import disposition, locked
from mail.views.settings_frame import opened


@bp.get("/settings/boxes/<uuid:uid>/rules/sieve")
def rules_sieve(uid: UUID) -> BaseResponse:
    """Those that are on, in their order."""
    rows = settings.rules_of_box(opened(uid, Can.MANAGE))
    rules = [
        SieveRule(one.name, one.conditions, one.acts, one.is_last) for one in rows if one.is_on
    ]
    answer = Response(script(rules), mimetype="application/sieve")
    answer.headers["Content-Disposition"] = disposition("rules.sieve", is_shown=False)
    return locked(answer)
