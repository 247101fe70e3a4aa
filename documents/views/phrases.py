"""One's own usual phrases and sets of receivers, and the phrases of the whole agency."""

from functools import partial
from uuid import UUID

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.forms.answers import Filled, answer
from documents.operations.phrases import PhraseWords, Whose
from documents.policy.directing import Can
from documents.views.blueprint import actor, bp
from office.i18n import _, _l
from office.permissions import allowed, require
from office.ui.toasts import toast

USES = {
    "direction": _l("Directions"),
    "proposal": _l("Proposals"),
    "hand_down": _l("Instructions inside the unit"),
    "urging": _l("Urgings"),
    "opinion": _l("Opinions"),
    "return": _l("Returns"),
    "extension": _l("Asking for more time"),
    "extension_answer": _l("Answers to requests for more time"),
    "closing": _l("Completion"),
    "contribution": _l("Contributions"),
}


@bp.get("/phrases")
def phrases() -> Response:
    require(actor(), Can.KEEP_PHRASES)
    return _page(Filled({"use": "direction"}))


@bp.post("/phrases")
def keep_phrase() -> Response:
    require(actor(), Can.KEEP_PHRASES)
    whose = Whose.AGENCY if request.form.get("whose") == Whose.AGENCY else Whose.OWN

    def act() -> Response:
        operations.keep_phrase(_words(), whose=whose, by=actor())
        return _back(_("The phrase is kept."))

    return answer(act, _page, request.form)


@bp.get("/phrases/<uuid:uid>")
def phrase(uid: UUID) -> Response:
    kept = queries.phrase_by(uid, actor())
    return _page(Filled({"use": kept.use, "short": kept.short, "text": kept.text}), edited=uid)


@bp.post("/phrases/<uuid:uid>")
def change_phrase(uid: UUID) -> Response:
    kept = queries.phrase_by(uid, actor())

    def act() -> Response:
        operations.change_phrase(kept, _words(), by=actor())
        return _back(_("The phrase is kept."))

    return answer(act, partial(_page, edited=uid), request.form)


@bp.post("/phrases/<uuid:uid>/dropping")
def drop_phrase(uid: UUID) -> Response:
    operations.drop_phrase(queries.phrase_by(uid, actor()), by=actor())
    return _back(_("The phrase is dropped."))


@bp.post("/sets/<uuid:uid>")
def rename_set(uid: UUID) -> Response:
    kept = queries.receiver_set_by(uid, actor())

    def act() -> Response:
        operations.rename_set(kept, request.form.get("set_name", ""), by=actor())
        return _back(_("The set has its new name."))

    return answer(act, _page, request.form)


@bp.post("/sets/<uuid:uid>/dropping")
def drop_set(uid: UUID) -> Response:
    operations.drop_set(queries.receiver_set_by(uid, actor()), by=actor())
    return _back(_("The set is dropped."))


def _words() -> PhraseWords:
    typed = request.form
    use = typed.get("use", "")
    return PhraseWords(
        use if use in USES else "direction", typed.get("short", ""), typed.get("text", "")
    )


def _back(words: str) -> Response:
    toast(words)
    return redirect(url_for("documents.phrases"), code=303)


def _page(filled: Filled, *, edited: UUID | None = None) -> Response:
    kept = queries.saved_phrases(actor())
    keeps_agency = allowed(actor(), Can.KEEP_AGENCY_PHRASES)
    text = render_template(
        "documents/phrases.html",
        filled=filled,
        edited=edited,
        uses=[(key, str(label)) for key, label in USES.items()],
        use_words=USES,
        groups=[
            (_("My phrases"), [row for row in kept if row.person_id is not None], True),
            (_("Phrases of the agency"), [row for row in kept if not row.person_id], keeps_agency),
        ],
        keeps_agency=keeps_agency,
        sets=queries.receiver_sets(actor()),
    )
    return make_response(text)
