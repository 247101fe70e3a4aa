"""Remarks on a draft: written on a passage or the whole, answered, settled."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.forms.answers import Filled, answer
from documents.models import CommentState, Document, DraftComment
from documents.operations.draft_comments import COMMENTED
from documents.policy.drafting import Can
from documents.queries.draft_texts import passages_in, plain_text
from documents.views.blueprint import actor, bp, visible
from documents.views.issuing import drafted
from documents.views.sheet import beside_pages
from office.i18n import _
from office.permissions import allowed, require
from office.ui.toasts import toast

MOST_PASSAGES = 300


@bp.get("/<uuid:uid>/draft/comments")
def draft_comments(uid: UUID) -> Response:
    document = visible(uid)
    require(actor(), Can.READ_VERSIONS, document)
    return _page(document, Filled({"quote": _passage(document)}))


@bp.post("/<uuid:uid>/draft/comments")
def comment_draft(uid: UUID) -> Response:
    document = visible(uid)
    require(actor(), Can.COMMENT_DRAFT, document)

    def act() -> Response:
        typed = request.form
        made = operations.comment_draft(
            document, typed.get("text", ""), quote=typed.get("quote", ""), by=actor()
        )
        toast(_("Your comment stands with the draft; its drafters are told."))
        return _back(made)

    return answer(act, partial(_page, document), request.form)


@bp.post("/draft-comments/<uuid:uid>/answer")
def answer_comment(uid: UUID) -> Response:
    comment = queries.comment_by(uid, actor())
    document = queries.commented(comment)

    def act() -> Response:
        operations.answer_comment(comment, request.form.get("text", ""), by=actor())
        toast(_("Your answer stands under the comment."))
        return _back(comment)

    return answer(act, partial(_page, document, answered=comment.uid), request.form)


@bp.post("/draft-comments/<uuid:uid>/settling")
def settle_comment(uid: UUID) -> Response:
    return _moved(uid, operations.settle_comment, _("The comment is settled."))


@bp.post("/draft-comments/<uuid:uid>/reopening")
def reopen_comment(uid: UUID) -> Response:
    return _moved(uid, operations.reopen_comment, _("The comment is open again."))


def _moved(uid: UUID, move: Callable[..., Any], words: str) -> Response:
    comment = queries.comment_by(uid, actor())
    move(comment, by=actor())
    toast(words)
    return _back(comment)


def _back(comment: DraftComment) -> Response:
    document = queries.commented(comment)
    place = f"comment-{comment.parent_id or comment.id}"
    url = url_for("documents.draft_comments", uid=document.uid, _anchor=place)
    return redirect(url, code=303)


def _passage(document: Document) -> str:
    """The line of the text that the address names."""
    place = request.args.get("passage", type=int)
    lines = _lines(document)
    return lines[place] if place is not None and 0 <= place < len(lines) else ""


def _lines(document: Document) -> list[str]:
    words = plain_text(queries.present_version(drafted(document))) or ""
    return [line.strip() for line in words.splitlines() if line.strip()]


def _page(document: Document, filled: Filled, *, answered: UUID | None = None) -> Response:
    found = queries.comments_on(document)
    lines = _lines(document)
    answers: dict[int, list[DraftComment]] = {}
    for row in found:
        if row.parent_id is not None:
            answers.setdefault(row.parent_id, []).append(row)
    roots = [row for row in found if row.parent_id is None]
    is_open = document.state in COMMENTED
    return beside_pages(
        "documents/draft_comments.html",
        document,
        filled=filled,
        answered=answered,
        groups=[
            (_("Not settled yet"), [row for row in roots if row.state is CommentState.OPEN]),
            (_("Settled"), [row for row in roots if row.state is CommentState.SETTLED]),
        ],
        answers=answers,
        standing=passages_in("\n".join(lines), {row.quote for row in roots}),
        passages=list(enumerate(lines[:MOST_PASSAGES])),
        may_comment=is_open and allowed(actor(), Can.COMMENT_DRAFT, document),
        may_settle={row.id for row in roots if is_open and _settles(row)},
    )


def _settles(comment: DraftComment) -> bool:
    return allowed(actor(), Can.SETTLE_COMMENT, comment)
