"""The archive: hand-overs with their papers, packages brought in, lists of what is destroyed."""

from collections.abc import Callable
from uuid import UUID

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.forms import workfiles as forms
from documents.forms.answers import Filled, answer
from documents.forms.many import chosen_of
from documents.forms.uploads import stored
from documents.models import DestructionList, HandOver
from documents.operations.bulk import MOST
from documents.policy.workfiles import Can
from documents.views.blueprint import actor, files
from office.db import db
from office.errors import Invalid
from office.foreign.kinds import Kind
from office.i18n import _, ngettext
from office.permissions import allowed, require
from office.ui import paging
from office.ui.toasts import toast


@files.get("/hand-overs")
def hand_overs() -> Response:
    """What was handed over to the archive."""
    before = paging.decode(request.args.get("after"), int)
    statement = queries.hand_overs_of(actor(), before=before[0] if before else None)
    found = db.session.scalars(statement.limit(paging.SIZE + 1)).all()
    page = paging.page_of(found, key=lambda made: (made.id,))
    here = url_for("workfiles.hand_overs")
    text = render_template(
        "documents/hand_overs.html",
        rows=page.rows,
        next_url=url_for("workfiles.hand_overs", after=page.after) if page.after else "",
        first_url=here if before else "",
    )
    return make_response(text)


@files.post("/hand-overs")
def offer() -> Response:
    """Hand the chosen files over as one list."""
    chosen = queries.visible_work_files(chosen_of(request.form.getlist("chosen")), actor())
    made = operations.offer_files(chosen, by=actor())
    toast(_("The files are with the archive; print the list and the minutes here."))
    return redirect(_page_of(made), code=303)


@files.post("/hand-overs/notices")
def announce() -> Response:
    """The archive tells the keepers of the chosen files that it expects them."""
    require(actor(), Can.KEEP_ARCHIVE, actor())
    chosen = queries.visible_work_files(chosen_of(request.form.getlist("chosen")), actor())
    done = operations.announce_hand_over(chosen, by=actor())
    toast(ngettext("%(num)d file announced", "%(num)d files announced", done))
    return redirect(url_for("workfiles.list_files", view="hand-over"), code=303)


def _page_of(made: HandOver) -> str:
    return url_for("workfiles.hand_over", uid=made.uid)


@files.get("/hand-overs/<uuid:uid>")
def hand_over(uid: UUID) -> Response:
    """One hand-over with its files and its papers."""
    return _hand_over_page(queries.visible_hand_over(uid, actor()), Filled({}))


def _hand_over_page(made: HandOver, filled: Filled) -> Response:
    text = render_template(
        "documents/hand_over.html",
        made=made,
        filled=filled,
        rows=queries.files_handed_over(made),
        checks=allowed(actor(), Can.KEEP_ARCHIVE, made) and made.taken_at is None,
        retention_name=forms.retention_name,
    )
    return make_response(text)


@files.post("/hand-overs/<uuid:uid>/taking")
def take_over(uid: UUID) -> Response:
    """The archive takes the files over."""
    made = queries.visible_hand_over(uid, actor())
    operations.take_over(made, request.form.get("text", ""), by=actor())
    toast(_("The files are in the archive now and are only read."))
    return redirect(_page_of(made), code=303)


@files.post("/hand-overs/<uuid:uid>/return")
def give_files_back(uid: UUID) -> Response:
    """The archive gives the files back to be completed."""
    made = queries.visible_hand_over(uid, actor())

    def act() -> Response:
        operations.give_back_files(made, request.form.get("text", ""), by=actor())
        toast(_("The files are back with their keepers."))
        return redirect(_page_of(made), code=303)

    return answer(act, lambda filled: _hand_over_page(made, filled), request.form)


# ------------------------------------------------------------------- packages brought in


@files.get("/imports")
def imports() -> Response:
    """Packages of other installations, with what the check said of each."""
    require(actor(), Can.KEEP_ARCHIVE, actor())
    return _imports_page(Filled({}))


@files.post("/imports")
def bring() -> Response:
    """Bring a package; the worker checks every hash before anything is kept."""
    require(actor(), Can.KEEP_ARCHIVE, actor())
    return answer(_bring, _imports_page, request.form)


def _bring() -> Response:
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Invalid(_("The file is missing."), fields={"file": _("Choose a package (.zip).")})
    accepted, kept = stored(sent, allowed=(Kind.ZIP,), field="file")
    operations.bring_package(kept, accepted.name, by=actor())
    toast(_("The package is being checked; the answer appears below."))
    return redirect(url_for("workfiles.imports"), code=303)


def _imports_page(filled: Filled) -> Response:
    rows = queries.brought_packages(actor())
    text = render_template("documents/work_file_imports.html", filled=filled, rows=rows)
    return make_response(text)


# -------------------------------------------------------------------------- destruction


@files.get("/destruction")
def destruction() -> Response:
    """The lists, and the files whose period has run out."""
    return _destruction_page(Filled({}))


@files.post("/destruction")
def list_outlived() -> Response:
    """Write a list of the chosen files."""
    require(actor(), Can.KEEP_ARCHIVE, actor())

    def act() -> Response:
        chosen = queries.visible_work_files(chosen_of(request.form.getlist("chosen")), actor())
        made = operations.list_outlived(chosen, request.form.get("text", ""), by=actor())
        return redirect(_list_page_of(made), code=303)

    return answer(act, _destruction_page, request.form)


def _destruction_page(filled: Filled) -> Response:
    keeps = allowed(actor(), Can.KEEP_ARCHIVE, actor())
    outlived = queries.outlived_files(actor(), most=MOST + 1) if keeps else []
    text = render_template(
        "documents/destruction.html",
        filled=filled,
        rows=queries.destruction_lists(actor()),
        outlived=outlived[:MOST],
        has_more=len(outlived) > MOST,
        keeps=keeps,
        retention_name=forms.retention_name,
    )
    return make_response(text)


def _list_page_of(paper: DestructionList) -> str:
    return url_for("workfiles.destruction_list", uid=paper.uid)


@files.get("/destruction/<uuid:uid>")
def destruction_list(uid: UUID) -> Response:
    """One list: who made it, who gave the opinion, who decided."""
    return _list_page(queries.visible_destruction(uid, actor()), Filled({}))


def _list_page(paper: DestructionList, filled: Filled) -> Response:
    text = render_template(
        "documents/destruction_list.html",
        paper=paper,
        filled=filled,
        rows=queries.files_to_destroy(paper),
        judges=allowed(actor(), Can.JUDGE_DESTRUCTION, paper),
        decides=allowed(actor(), Can.DECIDE_DESTRUCTION, paper),
        keeps=allowed(actor(), Can.KEEP_ARCHIVE, paper),
        retention_name=forms.retention_name,
    )
    return make_response(text)


def _on_list(uid: UUID, act: Callable[[DestructionList, str], object], done: str) -> Response:
    paper = queries.visible_destruction(uid, actor())

    def go() -> Response:
        act(paper, request.form.get("text", ""))
        toast(done)
        return redirect(_list_page_of(paper), code=303)

    return answer(go, lambda filled: _list_page(paper, filled), request.form)


@files.post("/destruction/<uuid:uid>/opinion")
def judge(uid: UUID) -> Response:
    """The opinion of somebody else than the maker of the list."""
    return _on_list(
        uid,
        lambda paper, text: operations.judge_destruction(paper, text, by=actor()),
        _("Your opinion stands on the list."),
    )


@files.post("/destruction/<uuid:uid>/decision")
def decide(uid: UUID) -> Response:
    """The leader’s decision."""
    return _on_list(
        uid,
        lambda paper, text: operations.decide_destruction(paper, text, by=actor()),
        _("The decision stands; the archive carries it out."),
    )


@files.post("/destruction/<uuid:uid>/dropping")
def drop_list(uid: UUID) -> Response:
    """Give the list up."""
    return _on_list(
        uid,
        lambda paper, _text: operations.drop_destruction(paper, by=actor()),
        _("The list was dropped."),
    )


@files.post("/destruction/<uuid:uid>/execution")
def carry_out(uid: UUID) -> Response:
    """Destroy the content."""
    return _on_list(
        uid,
        lambda paper, _text: operations.carry_out_destruction(paper, by=actor()),
        _("The content is destroyed; list and metadata stay."),
    )
