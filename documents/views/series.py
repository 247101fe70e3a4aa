"""Number series: what the head decided, where they begin, kept numbers, further registers."""

from collections.abc import Callable
from uuid import UUID

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.forms import choices
from documents.forms.answers import Filled, answer
from documents.forms.books import whole_number
from documents.forms.uploads import uids_of
from documents.models import Numbering
from documents.policy import Can
from documents.views.blueprint import actor, bp, visible
from office import clock
from office.i18n import _, apart
from office.permissions import allowed, require
from office.ui.toasts import toast

GROUPS = 3


@bp.get("/books/series")
def series() -> Response:
    """The series of this year and everything that is decided on them."""
    require(actor(), Can.READ_BOOKS, None)
    return _page(Filled({}))


def _page(filled: Filled) -> Response:
    agency_id, year = actor().agency_id or 0, clock.today().year
    plan, coming = (queries.plan_of(agency_id, at) for at in (year, year + 1))
    names = queries.labels(agency_id)
    text = render_template(
        "documents/series.html",
        filled=filled,
        year=year,
        rows=queries.series_rows(actor(), year),
        plan=plan,
        coming=coming if coming is not plan else None,
        numberings=[(one.value, str(one.label)) for one in Numbering],
        groups=_groups(coming.groups if coming else {}),
        types=choices.type_options(),
        options=choices.series_options(agency_id),
        kept=[
            (entry, queries.label_of(name, names))
            for entry, name in queries.reservations(agency_id, year=year)
        ],
        registers=queries.named_registers(agency_id),
        bodies=queries.advisory_bodies(agency_id),
        may_keep=allowed(actor(), Can.KEEP_BOOKS),
        may_decide=allowed(actor(), Can.DECIDE_NUMBERING),
        may_open=allowed(actor(), Can.SET_OPENING, agency_id),
    )
    return make_response(text)


def _groups(kept: dict[str, list[str]]) -> list[tuple[str, list[str]]]:
    rows = list(kept.items())
    return [*rows, *[("", []) for _row in range(max(GROUPS - len(rows), 1))]]


def _answer(act: Callable[["MultiDict[str, str]"], str]) -> Response:
    """Do what a form of the page asks and say so; else show the page again as it was filled."""

    def done() -> Response:
        toast(act(request.form))
        return redirect(url_for("documents.series"), code=303)

    return answer(done, _page, request.form)


@bp.post("/books/series/decision")
def decide_numbering() -> Response:
    return _answer(_decide)


def _decide(typed: "MultiDict[str, str]") -> str:
    value = typed.get("numbering", "")
    groups = {
        typed.get(f"group_{place}", ""): typed.getlist(f"types_{place}") for place in range(1, 9)
    }
    year = whole_number(typed.get("from_year", ""), field="from_year")
    chosen = Numbering(value) if value in set(Numbering) else Numbering.TYPE
    operations.decide_numbering(chosen, groups=groups, from_year=year, by=actor())
    return _("Decided: it holds from %(year)s on.", year=year)


@bp.post("/books/series/opening")
def set_opening() -> Response:
    return _answer(_open)


def _open(typed: "MultiDict[str, str]") -> str:
    last_on = typed.get("last_on", "")
    row = operations.set_opening(
        actor().agency_id or 0,
        typed.get("series", ""),
        whole_number(typed.get("number", ""), field="number"),
        last_on=choices.day_of(last_on, field="last_on") if last_on else None,
        reason=typed.get("reason", ""),
        by=actor(),
    )
    return _("The next number of this series is %(number)s.", number=row.opening)


@bp.post("/books/reservations")
def reserve_number() -> Response:
    return _answer(_reserve)


def _reserve(typed: "MultiDict[str, str]") -> str:
    entry = operations.reserve_number(
        typed.get("kept_series", ""),
        reason=typed.get("kept_reason", ""),
        holder=typed.get("holder", ""),
        expires_on=choices.day_of(typed.get("expires_on", ""), field="expires_on"),
        by=actor(),
    )
    return _("Number %(number)s is kept.", number=apart(str(entry.number)))


@bp.post("/books/reservations/<uuid:uid>/cancellation")
def cancel_reservation(uid: UUID) -> Response:
    entry = queries.reservation(uid, actor())

    def cancel(typed: "MultiDict[str, str]") -> str:
        operations.cancel_reservation(entry, typed.get("text", ""), by=actor())
        return _("Number %(number)s is cancelled.", number=apart(str(entry.number)))

    return _answer(cancel)


@bp.post("/books/further")
def open_register() -> Response:
    return _answer(_open_register)


def _open_register(typed: "MultiDict[str, str]") -> str:
    row = operations.open_register(typed.get("register_name", ""), by=actor())
    return _("Opened: %(name)s", name=row.name)


@bp.post("/books/further/<uuid:uid>/end")
def end_register(uid: UUID) -> Response:
    row = queries.named_register(uid, actor())
    operations.end_register(row, by=actor())
    toast(_("Ended: %(name)s", name=row.name))
    return redirect(url_for("documents.series"), code=303)


@bp.post("/<uuid:uid>/draft/issuer")
def issue_for_body(uid: UUID) -> Response:
    """Print the name of a body, or of the agency itself, over a draft."""
    document = visible(uid)
    chosen = next(iter(uids_of([request.form.get("body", "")])), None)
    body = queries.advisory_body(chosen, actor()) if chosen else None
    operations.draft_for_body(document, body, by=actor())
    return redirect(url_for("documents.draft", uid=uid), code=303)


@bp.post("/books/bodies")
def open_body() -> Response:
    return _answer(_open_body)


def _open_body(typed: "MultiDict[str, str]") -> str:
    row = operations.open_body(typed.get("body_name", ""), typed.get("symbol", ""), by=actor())
    return _("Opened: %(name)s", name=row.name)


@bp.post("/books/bodies/<uuid:uid>/end")
def end_body(uid: UUID) -> Response:
    row = queries.advisory_body(uid, actor())
    operations.end_body(row, by=actor())
    toast(_("Ended: %(name)s", name=row.name))
    return redirect(url_for("documents.series"), code=303)
