"""The clerk's acts: register, present, take back, enter what came on paper."""

from dataclasses import replace
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.forms import choices, tray, uploads
from documents.forms.answers import Filled, answer
from documents.forms.many import chosen_of
from documents.forms.registering import registration_of
from documents.models import Document, DocumentState, Duty, TrayItem, TrayState
from documents.operations.files import NewFile
from documents.operations.tray import keep_checked
from documents.policy import Can
from documents.views.blueprint import actor, bp, desk_id, page_of, still, visible
from documents.views.sheet import beside_pages
from documents.views.work import nearest
from office.errors import Invalid
from office.i18n import _
from office.permissions import require
from office.ui.toasts import toast


@bp.get("/<uuid:uid>/registration")
def registration(uid: UUID) -> Response:
    document = visible(uid)
    require(actor(), Can.REGISTER, document)
    still(document, DocumentState.ARRIVED)
    return _registration_page(document, _proposed(document))


@bp.post("/<uuid:uid>/registration")
def register(uid: UUID) -> Response:
    document = visible(uid)
    return answer(
        lambda: _register(document),
        lambda filled: _registration_page(document, filled),
        request.form,
    )


def _register(document: Document) -> Response:
    typed = request.form
    desks = choices.presentable(document.agency_id)
    present_to = typed.get("present_to", "")
    desk = choices.chosen_desk(present_to, desks, field="present_to") if present_to else None
    operations.register_incoming(document, registration_of(typed), present_to=desk, by=actor())
    toast(
        _("Registered as no. %(number)s", number=document.arrival_no),
        label=_("Show"),
        url=page_of(document),
    )
    return redirect(_next_to_register() if typed.get("next") else page_of(document), code=303)


def _next_to_register() -> str:
    waiting = nearest(desk_id(), [Duty.REGISTER], None)
    if not waiting:
        return url_for("documents.incoming", view="unregistered")
    return url_for("documents.registration", uid=waiting[0].document_uid)


def _proposed(document: Document) -> Filled:
    """What the sender wrote, and the usual desk to present to."""
    desks = choices.presentable(document.agency_id)
    return Filled(
        {
            "subject": document.subject,
            "urgency": document.urgency.value,
            "due": choices.OTHER if document.due_at else choices.NONE,
            "due_on": choices.local_day(document.due_at),
            "present_to": desks[0].value if desks else "",
            "is_restricted": "1" if document.is_restricted else "",
            "note": document.note,
        }
    )


def _registration_page(document: Document, filled: Filled) -> Response:
    desks = [(one.value, one.label) for one in choices.presentable(document.agency_id)]
    return beside_pages(
        "documents/registration.html",
        document,
        filled=filled,
        page=_Warnings(queries.duplicates_of(document, actor())),
        next_number=choices.next_arrival(document.agency_id),
        urgencies=choices.urgency_options(),
        days=choices.deadline_options(),
        desks=[*desks, ("", _("Not yet"))],
        registers=choices.register_options(document.agency_id),
    )


class _Warnings:
    """What the warnings of the page are about."""

    def __init__(self, duplicates: list[Document]) -> None:
        self.duplicates = duplicates


@bp.get("/<uuid:uid>/presentation")
def presentation(uid: UUID) -> Response:
    document = visible(uid)
    require(actor(), Can.PRESENT, document)
    still(document, DocumentState.REGISTERED)
    desks = choices.presentable(document.agency_id)
    return _presentation_page(document, Filled({"present_to": desks[0].value if desks else ""}))


@bp.post("/<uuid:uid>/presentation")
def present(uid: UUID) -> Response:
    document = visible(uid)
    return answer(
        lambda: _present(document),
        lambda filled: _presentation_page(document, filled),
        request.form,
    )


def _present(document: Document) -> Response:
    desks = choices.presentable(document.agency_id)
    desk = choices.chosen_desk(request.form.get("present_to", ""), desks, field="present_to")
    operations.present(document, desk, by=actor())
    toast(
        _("The document has been presented."),
        label=_("Take back"),
        method="post",
        url=url_for("documents.taking_back", uid=document.uid),
    )
    return redirect(page_of(document), code=303)


def _presentation_page(document: Document, filled: Filled) -> Response:
    desks = [(one.value, one.label) for one in choices.presentable(document.agency_id)]
    return beside_pages("documents/presentation.html", document, filled=filled, desks=desks)


@bp.post("/<uuid:uid>/taking-back", endpoint="taking_back")
def take_back(uid: UUID) -> Response:
    document = visible(uid)
    operations.take_back(document, by=actor())
    toast(_("The document is back on the clerk’s desk."))
    return redirect(page_of(document), code=303)


# ------------------------------------------------------------------------ paper and files


@bp.get("/incoming/new")
def enter() -> Response:
    """An empty form, or one over files that wait in the tray."""
    require(actor(), Can.REGISTER, actor())
    items = _in_tray(request.args.getlist("chosen"))
    usual = {"type_name": "Công văn", "urgency": "normal"}
    return _entry_page(Filled(usual | tray.proposed(items)), items)


@bp.post("/incoming/new")
def keep_entry() -> Response:
    require(actor(), Can.REGISTER, actor())
    items = _in_tray(request.form.getlist("tray"))
    return answer(
        lambda: _keep_entry(items), lambda filled: _entry_page(filled, items), request.form
    )


def _keep_entry(items: list[TrayItem]) -> Response:
    """Files are kept before the fields are judged: whoever mends a field sends none again."""
    read = uploads.annexes_of if items else uploads.files_of
    files = read(request.files)
    try:
        arrival = uploads.arrival_of(request.form, actor().agency_id or 0)
    except Invalid:
        items += _kept_aside(files)
        raise
    if items:
        given = replace(arrival, files=files)
        document = operations.take_from_tray(items, given, by=actor())
    else:
        document = operations.receive_upload(replace(arrival, files=files), by=actor())
    return redirect(url_for("documents.registration", uid=document.uid), code=303)


def _kept_aside(files: tuple[NewFile, ...]) -> list[TrayItem]:
    if not files:
        return []
    brought = tray.scan_of(files, actor().agency_id or 0)
    return [keep_checked(brought, by=actor())]


def _in_tray(chosen: list[str]) -> list[TrayItem]:
    """What waits there, oldest first as it was scanned, or in the order of the form."""
    found = queries.tray_items(chosen_of(chosen), actor())
    waiting = [item for item in found if item.state is TrayState.READY]
    return sorted(waiting, key=lambda item: item.id) if request.method == "GET" else waiting


def _entry_page(filled: Filled, items: list[TrayItem]) -> Response:
    text = render_template(
        "documents/entry.html",
        filled=filled,
        items=items,
        said=next((item.facts.get("text", "") for item in items if item.facts), ""),
        issuers=queries.known_issuers(actor()),
        types=[(name, name) for _code, name in choices.type_options()],
        urgencies=choices.urgency_options(),
    )
    return Response(text, mimetype="text/html")
