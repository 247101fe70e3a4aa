"""Closing a work file, opening it again, keeping it longer, its hold, its package."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import make_response, redirect, render_template, request, send_file
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.forms import workfiles as forms
from documents.forms.answers import Filled, answer
from documents.models import PackageState, WorkFile
from documents.policy.workfiles import Can
from documents.views.blueprint import actor, files
from documents.views.files import disposition, locked
from documents.views.workfiles import page_of, seen
from office import blobs, clock
from office.errors import NotFound
from office.i18n import _
from office.permissions import require
from office.ui.toasts import toast


def _act_page(file: WorkFile, filled: Filled, **words: Any) -> Response:
    text = render_template(
        "documents/work_file_act.html",
        file=file,
        filled=filled,
        action=request.path,
        **{"said": "", "kind": "go-on", "label": _("Reason"), "day_name": ""} | words,
    )
    return make_response(text)


def _answered(
    file: WorkFile, act: Callable[[], object], done: str, page: Callable[[Filled], Response]
) -> Response:
    def go() -> Response:
        act()
        toast(done)
        return redirect(page_of(file), code=303)

    return answer(go, page, request.form)


# ------------------------------------------------------------------------------ closing


@files.get("/<uuid:uid>/closing")
def closing(uid: UUID) -> Response:
    """What to look at before a file is closed."""
    file = seen(uid)
    require(actor(), Can.KEEP_FILE, file)
    return _closing_page(file, Filled({"ended_on": clock.today().isoformat()}))


@files.post("/<uuid:uid>/closing")
def close(uid: UUID) -> Response:
    """Close it."""
    file = seen(uid)
    return _answered(
        file,
        lambda: operations.close_file(
            file, ended_on=forms.day_in(request.form, "ended_on"), by=actor()
        ),
        _("The file is closed; the system has made its index."),
        lambda filled: _closing_page(file, filled),
    )


def _closing_page(file: WorkFile, filled: Filled) -> Response:
    contents = queries.contents_of(file, actor())
    text = render_template(
        "documents/work_file_closing.html",
        file=file,
        filled=filled,
        warnings=_warnings(contents),
        retention=forms.retention_name(file.retention),
    )
    return make_response(text)


def _warnings(contents: list[queries.Content]) -> list[str]:
    """Drafts and doubles belong out of a file that is closed; what is not done is said."""
    found, known = [], set()
    for one in contents:
        title = one.item.title if one.document or not one.item.document_id else _("one record")
        if one.item.sha256 and one.item.sha256 in known:
            found.append(_("“%(title)s” is in the file twice.", title=title))
        known.add(one.item.sha256)
        if one.document and one.document.closed_at is None:
            state = one.document.state.label
            found.append(_("“%(title)s” is still at “%(state)s”.", title=title, state=state))
    return found


@files.get("/<uuid:uid>/reopening")
def reopening(uid: UUID) -> Response:
    """Why a closed file is opened again."""
    file = seen(uid)
    require(actor(), Can.KEEP_FILE, file)
    return _reopening_page(file, Filled({}))


@files.post("/<uuid:uid>/reopening")
def reopen(uid: UUID) -> Response:
    """Open it again."""
    file = seen(uid)
    return _answered(
        file,
        lambda: operations.reopen_file(file, request.form.get("text", ""), by=actor()),
        _("The file is open again."),
        lambda filled: _reopening_page(file, filled),
    )


def _reopening_page(file: WorkFile, filled: Filled) -> Response:
    title = _("Open the file again")
    return _act_page(file, filled, title=title, button=title)


@files.get("/<uuid:uid>/extension")
def extension(uid: UUID) -> Response:
    """Until when, and the written consent."""
    file = seen(uid)
    require(actor(), Can.KEEP_FILE, file)
    return _extension_page(file, Filled({}))


@files.post("/<uuid:uid>/extension")
def extend(uid: UUID) -> Response:
    """Keep it longer."""
    file = seen(uid)

    def act() -> None:
        until = forms.day_in(request.form, "until")
        operations.extend_keeping(file, until, request.form.get("text", ""), by=actor())

    done = _("The file is kept longer.")
    return _answered(file, act, done, lambda filled: _extension_page(file, filled))


def _extension_page(file: WorkFile, filled: Filled) -> Response:
    return _act_page(
        file,
        filled,
        title=_("Keep longer"),
        label=_("Written consent of the head: number and day"),
        button=_("Keep longer"),
        day_name="until",
        day_label=_("Hand over by"),
    )


@files.get("/<uuid:uid>/hold")
def hold(uid: UUID) -> Response:
    """Who needs the file beyond its period."""
    file = seen(uid)
    require(actor(), Can.KEEP_ARCHIVE, file)
    return _hold_page(file, Filled({}))


@files.post("/<uuid:uid>/hold")
def hold_back(uid: UUID) -> Response:
    """Hold it back."""
    file = seen(uid)
    return _answered(
        file,
        lambda: operations.hold_file(file, request.form.get("text", ""), by=actor()),
        _("The file is held back from destruction."),
        lambda filled: _hold_page(file, filled),
    )


def _hold_page(file: WorkFile, filled: Filled) -> Response:
    title = _("Hold back from destruction")
    return _act_page(file, filled, title=title, button=title)


@files.post("/<uuid:uid>/hold-end")
def lift_hold(uid: UUID) -> Response:
    """Its period decides again."""
    file = seen(uid)
    operations.lift_hold(file, by=actor())
    toast(_("The hold was lifted."))
    return redirect(page_of(file), code=303)


# ----------------------------------------------------------------------------- packages


@files.post("/<uuid:uid>/packages")
def export(uid: UUID) -> Response:
    """Ask the worker for a package."""
    file = seen(uid)
    operations.ask_package(file, by=actor())
    toast(_("The package is being made; it appears on this page."))
    return redirect(page_of(file), code=303)


@files.get("/packages/<uuid:uid>")
def package(uid: UUID) -> Response:
    """The finished package as a download."""
    found = queries.visible_package(uid, actor())
    if found.state is not PackageState.READY:
        raise NotFound(_("There is no such package on your desk."))
    sent = send_file(blobs.path_of(found.sha256), mimetype="application/zip")
    sent.headers["Content-Disposition"] = disposition(found.name)
    return locked(sent)
