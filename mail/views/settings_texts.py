"""Rules for arriving mail, signatures and templates, how long labelled mail stays."""

from functools import partial
from typing import Any
from uuid import UUID

from flask import g, redirect, request, url_for
from flask import render_template as page
from werkzeug.wrappers import Response

from mail import operations, queries
from mail.forms import keeping as forms
from mail.models import MIB, Folder, MailRule
from mail.operations.settling import FOLDERS, SIGNATURE, TEMPLATE
from mail.policy import Can
from mail.queries import settings
from mail.queries.boxes import OpenBox
from mail.queries.keeping import rules_for
from mail.views.blueprint import webmail as bp
from mail.views.failure_words import failure_of_rule
from mail.views.settings_frame import boxes, opened, tabs
from office.accounts.forms import text
from office.i18n import _, _l
from office.permissions import allowed
from office.ui.filled import NOTHING, Filled, answer
from office.ui.toasts import toast

WORDS = ("from", "to", "subject")
TEXTS = {SIGNATURE: _l("Signature"), TEMPLATE: _l("Template")}
PLACES = {
    Folder.ARCHIVE: _l("Archived mail"),
    Folder.JUNK: _l("Junk"),
    Folder.TRASH: _l("Recoverable"),
}


@bp.get("/settings/boxes/<uuid:uid>/rules")
def settings_rules(uid: UUID) -> str:
    return _rules(opened(uid, Can.MANAGE), NOTHING)


def _rules(found: OpenBox, filled: Filled) -> str:
    return page(
        "mailsettings/rules.html",
        found=found,
        tabs=tabs(found, "webmail.settings_rules"),
        boxes=boxes(found, "webmail.settings_rules"),
        rows=[(row, _told(row), failure_of_rule(row)) for row in settings.rules_of_box(found)],
        labels=[
            ("", _("none")),
            *((one.name, one.name) for one in queries.labels_seen(found.box, g.actor)),
        ],
        places=[("", _("stays in the inbox")), *((one.value, PLACES[one]) for one in FOLDERS)],
        members=_members(found),
        may_forward=rules_for(found.box).may_forward_outside,
        filled=filled,
    )


def _members(found: OpenBox) -> list[tuple[str, str]]:
    """To whom conversations of a shared box can be given."""
    people = queries.people_called(queries.readers_of(found.box)) if found.is_shared else []
    return [("", _("nobody in particular")), *people]


def _told(row: MailRule) -> tuple[list[str], list[str]]:
    """A rule in words: what must fit, what is done."""
    conditions, acts, person = row.conditions, row.acts, settings.person_of_rule(row)
    words = {
        "from": _("from: %(text)s", text=conditions.get("from")),
        "to": _("to: %(text)s", text=conditions.get("to")),
        "subject": _("subject: %(text)s", text=conditions.get("subject")),
        "has_file": _("has a file"),
        "larger_than": _("larger than %(mib)s MiB", mib=_mib(conditions.get("larger_than"))),
        "label": _("labelled by a rule above: %(name)s", name=conditions.get("label")),
    }
    done = {
        "folder": _("lay into: %(place)s", place=_place(acts.get("folder"))),
        "labels": _("label: %(names)s", names=", ".join(acts.get("labels", ()))),
        "star": _("star"),
        "assign": _("handled by: %(name)s", name=person.full_name if person else ""),
        "forward": _("send on to: %(address)s", address=acts.get("forward")),
    }
    return [words[one] for one in conditions if one in words], [
        done[one] for one in acts if one in done
    ]


def _mib(number: Any) -> int:
    return int(number or 0) // MIB


def _place(folder: Any) -> str:
    return str(PLACES[Folder(folder)]) if folder in list(FOLDERS) else ""


@bp.post("/settings/boxes/<uuid:uid>/rules")
def add_rule(uid: UUID) -> Response:
    found = opened(uid, Can.MANAGE)

    def act() -> str:
        words = operations.RuleWords(
            name=text("name", longest=100),
            conditions=_conditions(),
            acts=_acts(),
            is_last=request.form.get("is_last") == "1",
        )
        operations.add_rule(found, words, by=g.actor)
        toast(_("The rule holds for mail that arrives from now on."))
        return url_for(".settings_rules", uid=uid)

    return answer(act, partial(_rules, found), name="rule")


def _conditions() -> dict[str, Any]:
    given: dict[str, Any] = {one: text(one, longest=200) for one in WORDS if text(one)}
    if request.form.get("has_file") == "1":
        given["has_file"] = True
    if request.form.get("larger_than"):
        given["larger_than"] = forms.whole("larger_than") * MIB
    if label := request.form.get("with_label"):
        given["label"] = label
    return given


def _acts() -> dict[str, Any]:
    given: dict[str, Any] = {}
    if folder := request.form.get("folder"):
        given["folder"] = folder
    if label := request.form.get("label"):
        given["labels"] = [label]
    if request.form.get("star") == "1":
        given["star"] = True
    if person := request.form.get("person"):
        given["assign"] = person
    if forward := text("forward", longest=254):
        given["forward"] = forward
    return given


def _rule_done(uid: UUID) -> Response:
    return redirect(url_for(".settings_rules", uid=uid), code=303)


@bp.post("/settings/boxes/<uuid:uid>/rules/<uuid:item_uid>/switch")
def turn_rule(uid: UUID, item_uid: UUID) -> Response:
    found = opened(uid, Can.MANAGE)
    operations.turn_rule(found, settings.rule_by_uid(found, item_uid), by=g.actor)
    return _rule_done(uid)


@bp.post("/settings/boxes/<uuid:uid>/rules/<uuid:item_uid>/raising")
def raise_rule(uid: UUID, item_uid: UUID) -> Response:
    found = opened(uid, Can.MANAGE)
    operations.raise_rule(found, settings.rule_by_uid(found, item_uid), by=g.actor)
    return _rule_done(uid)


@bp.post("/settings/boxes/<uuid:uid>/rules/<uuid:item_uid>/ending")
def drop_rule(uid: UUID, item_uid: UUID) -> Response:
    found = opened(uid, Can.MANAGE)
    operations.drop_rule(found, settings.rule_by_uid(found, item_uid), by=g.actor)
    toast(_("The rule was dropped."))
    return _rule_done(uid)


# ------------------------------------------------------------------ signatures, templates


@bp.get("/settings/boxes/<uuid:uid>/texts")
def settings_texts(uid: UUID) -> str:
    return _texts(opened(uid, Can.DRAFT), NOTHING)


def _texts(found: OpenBox, filled: Filled) -> str:
    return page(
        "mailsettings/texts.html",
        found=found,
        tabs=tabs(found, "webmail.settings_texts"),
        boxes=boxes(found, "webmail.settings_texts"),
        rows=settings.texts_in(found, g.actor),
        kinds=TEXTS,
        may_share=found.is_shared and allowed(g.actor, Can.MANAGE, found),
        filled=filled,
    )


@bp.post("/settings/boxes/<uuid:uid>/texts")
def keep_text(uid: UUID) -> Response:
    found = opened(uid, Can.DRAFT)

    def act() -> str:
        words = operations.TextWords(
            kind=request.form.get("kind", ""),
            name=text("name", longest=100),
            text=text("text", longest=20000),
            subject=text("subject", longest=300),
            is_default=request.form.get("is_default") == "1",
            is_shared=request.form.get("is_shared") == "1",
        )
        operations.keep_text(found, words, by=g.actor)
        toast(_("The text is kept."))
        return url_for(".settings_texts", uid=uid)

    return answer(act, partial(_texts, found), name="text")


@bp.post("/settings/boxes/<uuid:uid>/texts/<uuid:item_uid>/ending")
def drop_text(uid: UUID, item_uid: UUID) -> Response:
    found = opened(uid, Can.DRAFT)
    operations.drop_text(found, settings.text_by_uid(found, item_uid, g.actor), by=g.actor)
    toast(_("The text was dropped."))
    return redirect(url_for(".settings_texts", uid=uid), code=303)


# --------------------------------------------------------------------------------- labels


@bp.get("/settings/boxes/<uuid:uid>/periods")
def settings_labels(uid: UUID) -> str:
    return _periods(opened(uid, Can.MANAGE), NOTHING)


def _periods(found: OpenBox, filled: Filled) -> str:
    return page(
        "mailsettings/periods.html",
        found=found,
        tabs=tabs(found, "webmail.settings_labels"),
        boxes=boxes(found, "webmail.settings_labels"),
        rows=queries.labels_seen(found.box, g.actor),
        rules=rules_for(found.box),
        filled=filled,
    )


@bp.post("/settings/boxes/<uuid:uid>/periods/<uuid:item_uid>")
def set_period(uid: UUID, item_uid: UUID) -> Response:
    found = opened(uid, Can.MANAGE)
    label = queries.label_by_uid(found, item_uid)

    def act() -> str:
        operations.set_period(found, label, forms.whole("days") or None, by=g.actor)
        toast(_("The period has been set."))
        return url_for(".settings_labels", uid=uid)

    return answer(act, partial(_periods, found), name="period")
