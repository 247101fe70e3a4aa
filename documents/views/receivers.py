"""Who receives a document, chosen before the issue; sets of receivers for the next time."""

from uuid import UUID

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.forms import receivers
from documents.forms.answers import Filled, answer
from documents.forms.uploads import uids_of
from documents.models import Document, RecipientGroup
from documents.operations.groups import BEFORE_ISSUE
from documents.operations.receivers import recipient_of
from documents.policy import Can, after_issue
from documents.views.blueprint import actor, bp, desk_id, visible
from documents.views.issuing import drafted
from documents.views.sheet import beside_pages
from office.i18n import _
from office.permissions import allowed, require
from office.ui.toasts import toast


@bp.get("/<uuid:uid>/receivers", endpoint="receivers")
def receivers_form(uid: UUID) -> Response:
    """The list, a search, the groups, mail and post; each button is a form of its own."""
    document = visible(uid)
    require(actor(), _can(document), document)
    return _page(document, Filled(request.args))


@bp.post("/<uuid:uid>/receivers")
def choose_receivers(uid: UUID) -> Response:
    document = visible(uid)
    require(actor(), _can(document), document)
    return answer(lambda: _choose(document), lambda filled: _page(document, filled), request.form)


def _can(document: Document) -> Can:
    return Can.ISSUE if document.state in BEFORE_ISSUE else Can.EDIT


def _choose(document: Document) -> Response:
    draft = drafted(document)
    codes = receivers.changed(draft.recipients, request.form, actor())
    operations.choose_receivers(document, codes, by=actor())
    return redirect(url_for("documents.receivers", uid=document.uid), code=303)


def _page(document: Document, filled: Filled) -> Response:
    draft = drafted(document)
    chosen = receivers.chosen(draft.recipients)
    words = filled["q"][:100]
    return beside_pages(
        "documents/receivers.html",
        document,
        filled=filled,
        chosen=chosen,
        words=words,
        offered=[
            row for row in receivers.offered(words, actor()) if row[0] not in draft.recipients
        ],
        groups=[
            (str(one.uid), f"{one.name} ({len(one.members)})")
            for one in queries.groups_for(actor())
        ],
        agreement=receivers.agreement(draft, chosen),
    )


# -------------------------------------------------------------------------------- groups


@bp.get("/groups", endpoint="groups")
def list_groups() -> Response:
    """The sets of my desk and those of the agency."""
    require(actor(), after_issue.Can.USE_GROUPS, None)
    return _list_page(Filled({}))


@bp.post("/groups")
def make_group() -> Response:
    require(actor(), after_issue.Can.USE_GROUPS, None)
    return answer(_make, _list_page, request.form)


def _make() -> Response:
    document = _named_document()
    members = drafted(document).recipients if document else []
    desk = None if request.form.get("for") == "agency" else desk_id()
    made = operations.make_group(request.form.get("name", ""), members, desk_id=desk, by=actor())
    toast(_("The group “%(name)s” is kept.", name=made.name))
    return redirect(url_for("documents.group", uid=made.uid), code=303)


def _named_document() -> Document | None:
    """The document whose receivers shall be kept as a group."""
    named = uids_of([request.form.get("document", "")])
    return visible(named[0]) if named else None


def _list_page(filled: Filled) -> Response:
    shared = RecipientGroup(agency_id=actor().agency_id)
    text = render_template(
        "documents/groups.html",
        groups=queries.groups_for(actor()),
        filled=filled,
        may_share=allowed(actor(), after_issue.Can.KEEP_GROUP, shared),
    )
    return make_response(text)


@bp.get("/groups/<uuid:uid>", endpoint="group")
def show_group(uid: UUID) -> Response:
    """Who belongs to a set."""
    require(actor(), after_issue.Can.USE_GROUPS, None)
    found = queries.group_by_uid(uid, actor())
    return _group_page(found, Filled({"name": found.name} | request.args.to_dict()))


@bp.post("/groups/<uuid:uid>")
def change_group(uid: UUID) -> Response:
    require(actor(), after_issue.Can.USE_GROUPS, None)
    found = queries.group_by_uid(uid, actor())
    return answer(lambda: _change(found), lambda filled: _group_page(found, filled), request.form)


def _change(group: RecipientGroup) -> Response:
    members = receivers.changed(group.members, request.form, actor())
    operations.change_group(group, request.form.get("name", "") or group.name, members, by=actor())
    return redirect(url_for("documents.group", uid=group.uid), code=303)


def _group_page(group: RecipientGroup, filled: Filled) -> Response:
    words = filled["q"][:100]
    text = render_template(
        "documents/group.html",
        group=group,
        filled=filled,
        words=words,
        chosen=[recipient_of(code) for code in group.members],
        offered=[row for row in receivers.offered(words, actor()) if row[0] not in group.members],
        may_change=allowed(actor(), after_issue.Can.KEEP_GROUP, group),
    )
    return make_response(text)


@bp.post("/groups/<uuid:uid>/removal")
def drop_group(uid: UUID) -> Response:
    operations.drop_group(queries.group_by_uid(uid, actor()), by=actor())
    toast(_("The group was removed."))
    return redirect(url_for("documents.groups"), code=303)
