"""Rounds of opinions as their asker follows them: the list, all answers together, the acts."""

from collections.abc import Mapping
from functools import partial
from uuid import UUID

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.forms import choices
from documents.forms.answers import Filled, answer
from documents.models import Document, Opinion, OpinionRound, RoundState
from documents.policy.directing import Can
from documents.views.blueprint import actor, bp, page_of
from documents.views.books import spreadsheet
from office import sheets
from office.db import db
from office.i18n import _, _l, day, moment, ngettext
from office.permissions import allowed, require
from office.sheets import Column
from office.ui import paging
from office.ui.parts import Link
from office.ui.toasts import toast
from office.units import queries as units

VIEWS: Mapping[str, tuple[object, tuple[RoundState, ...]]] = {
    "waiting": (_l("Waiting for answers"), (RoundState.WAITING,)),
    "closed": (_l("Closed"), (RoundState.CLOSED,)),
    "all": (_l("All"), tuple(RoundState)),
}


@bp.get("/opinion-rounds")
def opinion_rounds() -> Response:
    """The rounds that the acting desk asked for."""
    name = request.args.get("view", "waiting")
    name = name if name in VIEWS else "waiting"
    before = paging.decode(request.args.get("after"), int)
    found = queries.rounds_of(
        actor(), VIEWS[name][1], before=before[0] if before else None, size=paging.SIZE
    )
    page = paging.page_of(found, key=lambda row: (row.round.id,))
    here = partial(url_for, "documents.opinion_rounds", view=name)
    text = render_template(
        "documents/opinion_rounds.html",
        rows=page.rows,
        tabs=[
            Link(
                str(label),
                url_for("documents.opinion_rounds", view=key),
                is_current=key == name,
            )
            for key, (label, _states) in VIEWS.items()
        ],
        next_url=here(after=page.after) if page.after else "",
        first_url=here() if "after" in request.args else "",
    )
    return make_response(text)


@bp.get("/opinion-rounds/<uuid:uid>")
def opinion_round(uid: UUID) -> Response:
    """All answers of one round together (bảng tổng hợp ý kiến)."""
    return _page(queries.round_by(uid, actor()), Filled({"due": "3"}))


def _page(asked: OpinionRound, filled: Filled) -> Response:
    answers = queries.answers_in(asked)
    document = _document(asked)
    text = render_template(
        "documents/opinion_round.html",
        asked=asked,
        document=document,
        document_url=page_of(document),
        answers=answers,
        labels=units.desk_labels([row.desk_id for row in answers]),
        counts=queries.choice_counts(answers),
        enclosed=queries.enclosures_of("opinion", [row.uid for row in answers]),
        attached=queries.enclosures_of("opinion_round", [asked.uid]).get(asked.uid, []),
        filled=filled,
        days=choices.deadline_options(),
        may_run=asked.state is RoundState.WAITING and allowed(actor(), Can.RUN_ROUND, asked),
        may_read=bool(queries.visible_documents([document.uid], actor())),
    )
    return make_response(text)


@bp.post("/opinion-rounds/<uuid:uid>/extension")
def extend_round(uid: UUID) -> Response:
    asked = queries.round_by(uid, actor())
    require(actor(), Can.RUN_ROUND, asked)

    def act() -> Response:
        operations.extend_round(asked, choices.deadline_of(request.form), by=actor())
        toast(_("Those who have not answered have more time now."))
        return redirect(_url(asked), code=303)

    return answer(act, partial(_page, asked), request.form)


@bp.post("/opinion-rounds/<uuid:uid>/reminder")
def remind_round(uid: UUID) -> Response:
    asked = queries.round_by(uid, actor())
    told = operations.remind_round(asked, by=actor())
    toast(ngettext("%(num)d desk was reminded", "%(num)d desks were reminded", told))
    return redirect(_url(asked), code=303)


@bp.post("/opinion-rounds/<uuid:uid>/closing")
def close_round(uid: UUID) -> Response:
    asked = queries.round_by(uid, actor())
    operations.close_round(asked, by=actor())
    toast(_("The round is closed."))
    return redirect(_url(asked), code=303)


@bp.get("/opinion-rounds/<uuid:uid>/table.xlsx")
def round_table(uid: UUID) -> Response:
    """The answers as a spreadsheet."""
    asked = queries.round_by(uid, actor())
    columns = [
        Column(_("No."), 6),
        Column(_("Unit or person"), 36),
        Column(_("Answer"), 16),
        Column(_("Opinion"), 70),
        Column(_("Answered by"), 28),
        Column(_("Answered at"), 18),
        Column(_("Deadline"), 14),
    ]
    answers = queries.answers_in(asked)
    names = units.desk_labels([row.desk_id for row in answers])
    rows = (_cells(place, row, names[row.desk_id]) for place, row in enumerate(answers, 1))
    subject, words = _document(asked).subject, _("Opinions together")
    made = sheets.workbook(f"{words}: {subject[:120]} · {asked.question[:120]}", columns, rows)
    return spreadsheet(made, f"{words} {subject[:80]}.xlsx")


def _cells(place: int, row: Opinion, name: str) -> list[str | int]:
    return [
        place,
        name,
        str(row.choice.label) if row.choice else _("Not answered"),
        row.answer,
        " · ".join(filter(None, (row.answered_by, row.answered_title))),
        moment(row.answered_at) if row.answered_at else "",
        day(row.due_at) if row.due_at else "",
    ]


def _document(asked: OpinionRound) -> Document:
    return db.session.get_one(Document, asked.document_id)


def _url(asked: OpinionRound) -> str:
    return url_for("documents.opinion_round", uid=asked.uid)
