"""Space that the boxes of a unit share."""

from uuid import UUID

from flask import g, url_for
from flask import render_template as page
from werkzeug.wrappers import Response

from mail import operations
from mail.forms import keeping as forms
from mail.models import MIB
from mail.queries import pools
from mail.views.blueprint import keeping as bp
from mail.views.keeping_frame import agency, guard, tabs
from mail.views.keeping_lists import units_below
from office.i18n import _
from office.ui.filled import NOTHING, Filled, answer
from office.ui.toasts import toast
from office.units import queries as units


@bp.get("/pools", endpoint="pools")
def list_pools() -> str:
    guard()
    return _pools(NOTHING)


def _pools(filled: Filled) -> str:
    rows = [
        (one, units.name_of(one.unit_id), pools.space_of(one))
        for one in pools.pools_of(g.actor.agency_id)
    ]
    return page(
        "mailkeep/pools.html",
        tabs=tabs("mailkeep.pools"),
        rows=rows,
        units=[("", _("The whole agency")), *units_below()],
        filled=filled,
        mib=MIB,
    )


@bp.post("/pools")
def set_pool() -> Response:
    guard()

    def act() -> str:
        unit = forms.some_unit(g.actor) or agency()
        operations.set_pool(unit, forms.whole("quota"), by=g.actor)
        toast(_("The shared space has been set."))
        return url_for(".pools")

    return answer(act, _pools, name="pool")


@bp.post("/pools/<uuid:uid>/ending")
def end_pool(uid: UUID) -> Response:
    guard()
    row = pools.pool_by_uid(uid, g.actor)

    def act() -> str:
        operations.end_pool(row, by=g.actor)
        toast(_("The mailboxes of this unit share no space any more."))
        return url_for(".pools")

    return answer(act, _pools, name="ending")
