"""Who writes on a draft: the drafter invites desks of the agency and lets them go."""

from functools import partial
from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.forms import picking
from documents.forms.answers import Filled, answer
from documents.forms.assigning import Choice
from documents.models import Document
from documents.policy.drafting import Can
from documents.views.blueprint import actor, bp, visible
from documents.views.sheet import beside_pages
from office.errors import NotFound
from office.i18n import _, ngettext
from office.permissions import require
from office.ui.toasts import toast
from office.units import queries as units
from office.units.picker import PickRow


@bp.get("/<uuid:uid>/draft/people")
def drafters(uid: UUID) -> Response:
    document = visible(uid)
    require(actor(), Can.INVITE_DRAFTERS, document)
    return _page(document, Filled({}))


@bp.post("/<uuid:uid>/draft/people")
def invite_drafters(uid: UUID) -> Response:
    document = visible(uid)
    require(actor(), Can.INVITE_DRAFTERS, document)
    return answer(lambda: _invite(document), partial(_page, document), request.form)


def _invite(document: Document) -> Response:
    by_value = {str(row.desk_uid): row.desk_id for row in _offered(document)}
    desks = [by_value[value] for value in request.form.getlist("desk") if value in by_value]
    operations.invite_drafters(document, desks, by=actor())
    toast(ngettext("Invited %(num)d desk", "Invited %(num)d desks", len(set(desks))))
    return _back(document)


@bp.post("/<uuid:uid>/draft/people/removal")
def end_drafting(uid: UUID) -> Response:
    """Without a script each desk of the list has a form of its own."""
    document = visible(uid)
    require(actor(), Can.INVITE_DRAFTERS, document)
    named = request.form.get("desk", "")
    desk_id = next((key for key, value in _uids(document).items() if value == named), None)
    if desk_id is None:
        raise NotFound(_("This desk does not write on the draft."))
    operations.end_drafting(document, desk_id, by=actor())
    toast(_("This desk no longer writes on the draft; what it wrote stays under its name."))
    return _back(document)


def _back(document: Document) -> Response:
    return redirect(url_for("documents.drafters", uid=document.uid), code=303)


def _uids(document: Document) -> dict[int, str]:
    desks = (row.desk_id for row in queries.co_drafting(document))
    return {desk_id: str(queries.desk_uid(desk_id)) for desk_id in desks}


def _offered(document: Document) -> list[PickRow]:
    """Everybody of the agency but the drafter and who writes already."""
    taken = {document.desk_id, *(row.desk_id for row in queries.co_drafting(document))}
    rows = picking.offered_rows(actor().agency_id or 0)
    return [row for row in rows if row.desk_id not in taken]


def _page(document: Document, filled: Filled) -> Response:
    rows = _offered(document)
    typed: MultiDict[str, str] = request.form
    if typed.get("again", "").startswith("branch:"):
        typed = picking.with_branch(typed, rows, picking.ASKED)
    ticked = Choice("", tuple(typed.getlist("desk")), ())
    uids = _uids(document)
    names = units.desk_labels(uids)
    return beside_pages(
        "documents/draft_people.html",
        document,
        filled=filled,
        tree=picking.pick_tree(
            rows, ticked, picking.late_loads(document.agency_id), filled["search"]
        ),
        remote=url_for("documents.desks", use="opinions") if picking.is_large(rows) else "",
        invited=[
            (uids[row.desk_id], names[row.desk_id], row) for row in queries.co_drafting(document)
        ],
        here_url=url_for("documents.drafters", uid=document.uid),
    )
