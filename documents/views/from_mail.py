"""Letters of mailboxes that become documents or tasks: the acts on mail's page, and the form."""

from typing import Any
from uuid import UUID

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.forms import choices, from_mail
from documents.forms.answers import Filled, answer
from documents.policy import Can
from documents.views.blueprint import actor, bp
from mail import queries as mail
from office.i18n import _
from office.permissions import Actor, allowed, require
from office.ui.parts import Act


def offered(found: Any, reader: Actor) -> list[Act]:
    """File what came into the register, for clerks; give a task, for whoever may."""
    uid = found.item.uid
    came = found.item.folder.value != "sent"
    is_apart = found.item.folder in mail.KEPT_APART
    acts = []
    if came and not is_apart and allowed(reader, Can.REGISTER, reader):
        url = url_for("documents.letter", uid=uid)
        label = _("File into the register")
        acts.append(Act(label, url, icon="in", key="v", method="get"))
    if not is_apart and allowed(reader, Can.GIVE_TASK):
        url = url_for("tasks.new_task", mail=uid)
        acts.append(Act(_("Give a task"), url, icon="task", method="get", is_minor=True))
    return acts


@bp.get("/from-mail/<uuid:uid>")
def letter(uid: UUID) -> Response:
    """The letter with what it proposes for the register, and what was made of it before."""
    require(actor(), Can.REGISTER, actor())
    found = queries.letter_to_file(uid, actor())
    return _page(found, Filled(from_mail.proposed(found)))


@bp.post("/from-mail/<uuid:uid>")
def file_letter(uid: UUID) -> Response:
    require(actor(), Can.REGISTER, actor())
    found = queries.letter_to_file(uid, actor())
    return answer(lambda: _file(found), lambda filled: _page(found, filled), request.form)


def _file(found: mail.Letter) -> Response:
    before = queries.filed_before(found, actor())
    known = from_mail.confirmed(request.form, len(before.filings) + len(before.others))
    arrival = from_mail.arrival_of(found, request.form, actor().agency_id or 0)
    document = operations.file_letter(found, arrival, known=known, by=actor())
    return redirect(url_for("documents.registration", uid=document.uid), code=303)


def _page(found: mail.Letter, filled: Filled) -> Response:
    text = render_template(
        "documents/from_mail.html",
        letter=found,
        filled=filled,
        before=queries.filed_before(found, actor()),
        checks=queries.sender_checks(found.verdicts),
        seal=mail.seal_words(found.seal),
        issuers=queries.known_issuers(actor()),
        types=[(name, name) for _code, name in choices.type_options()],
        urgencies=choices.urgency_options(),
    )
    return make_response(text)
