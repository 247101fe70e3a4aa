"""Many documents at once: what is asked for all of them, and a row for each result."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import urlsplit
from uuid import UUID

from flask import abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.forms import many as forms
from documents.forms.answers import AGAIN, Filled, answer
from documents.models import Duty
from documents.operations import bulk
from documents.operations.bulk import Outcome, RowAct
from documents.policy import Can
from documents.policy.belonging import heads_a_unit
from documents.policy.workfiles import Can as FileCan
from documents.views.blueprint import actor, bp, counts
from office import csrf
from office.i18n import _, _l, ngettext
from office.permissions import Actor, allowed, require
from office.ui import menu
from office.ui.parts import Act
from office.ui.toasts import toast

UNSENT = {AGAIN, "chosen", csrf.FIELD, csrf.ONCE}


@dataclass(frozen=True)
class ManyAct:
    """An act on many: its words, what it asks once for all, and what it makes of the form."""

    title: object
    read: Callable[[forms.Typed, Actor], RowAct]
    icon: str
    asks: tuple[str, ...] = ()
    key: str = ""
    label: object = ""
    is_optional: bool = False
    gate: StrEnum | None = None
    duty: Duty | None = None
    fits: Callable[[Actor], bool] = lambda _reader: True
    onward: Callable[[Sequence[Outcome]], str] = lambda _rows: ""


def _waits_for_number_or_seal(_reader: Actor) -> bool:
    return any(counts().open.get(duty, 0) for duty in (Duty.NUMBER, Duty.SEAL))


def to_seals(rows: Sequence[Outcome]) -> str:
    """One PIN for the seals of all that were numbered; of more than a hundred the first ones."""
    made = [str(one.uid) for row in rows if row.is_done for one in row.made]
    return url_for("documents.signatures", request=made[: bulk.MOST]) if made else ""


MANY: Mapping[str, ManyAct] = {
    "registration": ManyAct(
        _l("Register and present"),
        forms.registering,
        "in",
        ("present_to",),
        is_optional=True,
        gate=Can.REGISTER,
    ),
    "presentation": ManyAct(
        _l("Present"), forms.presenting, "send", ("present_to",), "p", gate=Can.PRESENT
    ),
    "proposal": ManyAct(
        _l("Propose a direction"),
        forms.proposing,
        "send",
        ("leader", "lead", "everybody", "due", "text"),
        "p",
        _l("Proposal"),
        is_optional=True,
        duty=Duty.PROPOSE,
    ),
    "direction": ManyAct(
        _l("Direct and assign"),
        forms.directing,
        "sign",
        ("lead", "everybody", "due", "text"),
        "f",
        _l("Direction"),
        duty=Duty.DIRECT,
    ),
    "handing-on": ManyAct(
        _l("Hand on"),
        forms.handing_on,
        "next",
        ("lead", "inside", "due", "text"),
        "f",
        _l("Instruction"),
        is_optional=True,
        duty=Duty.LEAD,
        fits=heads_a_unit,
    ),
    "completion": ManyAct(
        _l("Complete without a reply"),
        forms.completing,
        "check",
        ("text", "unanswered"),
        "e",
        _l("Result"),
        duty=Duty.LEAD,
    ),
    "forwarding": ManyAct(
        _l("Pass on"),
        forms.passing_on,
        "next",
        ("agency", "desk", "text"),
        key="w",
        label=_l("Remark"),
        is_optional=True,
        gate=Can.REGISTER,
    ),
    "check": ManyAct(
        _l("Pass the check"),
        forms.approving,
        "check",
        ("text",),
        "e",
        _l("Opinion"),
        is_optional=True,
        duty=Duty.CHECK,
    ),
    "numbering": ManyAct(
        _l("Give numbers and seal"),
        forms.numbering,
        "seal",
        ("issue",),
        "n",
        fits=_waits_for_number_or_seal,
        onward=to_seals,
    ),
    "issuance": ManyAct(
        _l("Issue"), forms.plainly(operations.issue), "send", key="e", duty=Duty.ISSUE
    ),
    "reading": ManyAct(_l("Mark as read"), forms.plainly(operations.mark_read), "eye", key="u"),
    "flag": ManyAct(_l("Flag"), forms.plainly(operations.flag), "flag"),
    "flag-end": ManyAct(_l("Remove the flag"), forms.plainly(operations.lift_flag), "x"),
}


def offered(*names: str, after: Sequence[Act] = ()) -> list[Act]:
    """These acts over a list, as far as they are the reader's: one filled, the rest behind it."""
    found = [(name, MANY[name]) for name in names if _is_his(MANY[name], actor())]
    acts = [*after, *(_button(name, act) for name, act in found)]
    return [_placed(act, is_first=place == 0) for place, act in enumerate(acts)]


def _button(name: str, act: ManyAct) -> Act:
    url = url_for("documents.do_many", act=name)
    return Act(str(act.title), url, "", act.icon, act.key)


def _placed(act: Act, *, is_first: bool) -> Act:
    return replace(act, kind="go-on" if is_first else "", is_minor=not is_first)


def _is_his(act: ManyAct, reader: Actor) -> bool:
    if act.gate and not allowed(reader, act.gate, reader):
        return False
    return (act.duty is None or counts().open.get(act.duty, 0) > 0) and act.fits(reader)


def filing() -> list[Act]:
    """Several documents go into a work file together."""
    if not allowed(actor(), FileCan.OPEN_FILE, actor()):
        return []
    return [Act(_("Put into a file"), url_for("workfiles.put_in"), "", "folder")]


@bp.get("/many/<act>", endpoint="many")
def show_many(act: str) -> Response:
    """The chosen ones, and what is asked once for all of them."""
    wanted = _named(act)
    return _page(act, wanted, Filled({"back": request.args.get("back", "")} | FIRST))


FIRST = {"due": "none", "issue_when_sealed": "on"}


@bp.post("/many/<act>")
def do_many(act: str) -> Response:
    """Do it to each; from a list that asks for nothing yet it leads to the questions."""
    wanted = _named(act)
    if wanted.asks and "go" not in request.form:
        chosen = [str(uid) for uid in forms.chosen_of(request.form.getlist("chosen"))]
        return redirect(url_for("documents.many", act=act, chosen=chosen, back=_came_from()), 303)
    return answer(lambda: _do(act, wanted), lambda filled: _page(act, wanted, filled), request.form)


def _named(name: str) -> ManyAct:
    found = MANY.get(name)
    if found is None:
        abort(404)
    if found.gate:
        require(actor(), found.gate, actor())
    return found


def _do(name: str, wanted: ManyAct) -> Response:
    chosen = forms.chosen_of(request.form.getlist("chosen"))
    outcomes = bulk.each(chosen, wanted.read(request.form, actor()), by=actor())
    again = url_for("documents.do_many", act=name)
    return results(outcomes, str(wanted.title), again=again, onward=wanted.onward(outcomes))


def results(
    outcomes: Sequence[Outcome], title: str, *, again: str = "", onward: str = ""
) -> Response:
    """All done: onward, or back to the list with a line; else each row, the refused ones first."""
    done = [one for one in outcomes if one.is_done]
    if len(done) == len(outcomes) and onward:
        return redirect(onward, code=303)
    if len(done) == len(outcomes):
        toast(done_words(len(done)))
        return redirect(_came_from(), code=303)
    _mark_list(outcomes)
    text = render_template(
        "documents/many_done.html",
        title=title,
        done=done,
        refused=[one for one in outcomes if not one.is_done],
        again=again,
        sent=[pair for pair in request.form.items(multi=True) if pair[0] not in UNSENT],
        onward=onward,
        back=_came_from(),
    )
    return make_response(text)


def done_words(count: int) -> str:
    """How many were done."""
    if not count:
        return _("Nothing is chosen")
    return ngettext("%(num)d document done", "%(num)d documents done", count)


def _came_from() -> str:
    """The list on which the rows were chosen; only a page of ours."""
    asked = request.form.get("back") or request.args.get("back") or ""
    if not asked and request.referrer:
        parts = urlsplit(request.referrer)
        asked = parts.path + (f"?{parts.query}" if parts.query else "")
    is_ours = asked.startswith("/") and not asked.startswith(("//", "/\\"))
    return asked if is_ours and "/many/" not in asked else url_for("documents.incoming")


def _mark_list(outcomes: Sequence[Outcome]) -> None:
    seen = [one.document for one in outcomes if one.document]
    is_outgoing = bool(seen) and not seen[0].is_incoming
    menu.mark_current("documents.outgoing" if is_outgoing else "documents.incoming")


def _page(name: str, wanted: ManyAct, filled: Filled) -> Response:
    values = request.form if request.method == "POST" else request.args
    chosen: list[UUID] = forms.chosen_of(values.getlist("chosen"))
    offers = {asked: make(actor()) for asked, make in forms.OPTIONS.items() if asked in wanted.asks}
    text = render_template(
        "documents/many.html",
        documents=queries.visible_documents(chosen, actor()),
        act=wanted,
        filled=filled,
        offers=offers,
        people=offers.get("everybody") or offers.get("inside") or [],
        ticked=[*values.getlist("agency"), *values.getlist("desk"), *values.getlist("cooperate")],
        action=url_for("documents.do_many", act=name),
        back=_came_from(),
    )
    return make_response(text)
