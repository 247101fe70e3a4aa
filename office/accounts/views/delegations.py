"""Who works at my desk, at whose desk I work, and when I am away."""

from datetime import datetime, time, timedelta
from uuid import UUID

from flask import Blueprint, flash, g, make_response, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response as BaseResponse

from office import clock
from office.accounts import forms, operations, queries
from office.accounts.models import Absence, Person
from office.db import db
from office.errors import Invalid, NotFound
from office.i18n import _, day, moment
from office.units.models import Tenure
from office.units.queries import name_of

bp = Blueprint("delegations", __name__)
MOST_DEPUTIES = 200


@bp.get("/delegations")
def list_delegations() -> str:
    return page()


def page(**facts: object) -> str:
    """Delegations and absences with both forms."""
    known: dict[str, object] = {"errors": {}, "values": {}, "away_errors": {}}
    deputies = db.session.execute(queries.possible_deputies(g.actor).limit(MOST_DEPUTIES)).all()
    return render_template(
        "accounts/delegations.html",
        rows=queries.delegations_of(g.actor.person_id),
        absences=queries.absences_of(g.actor.person_id),
        deputies=[("", _("Choose one.")), *((one.uid, _who(one, name)) for one, name in deputies)],
        kinds=list(forms.ABSENCES.items()),
        kind_words=forms.ABSENCES,
        now=clock.now(),
        from_day=_from_day,
        to_day=_to_day,
        **known | facts,
    )


def _who(tenure: Tenure, name: str) -> str:
    """Name, post and unit: two posts of one person differ by their unit."""
    return " · ".join(filter(None, (name, tenure.title, name_of(tenure.unit_id))))


def _from_day(at: datetime) -> str:
    """The first day; the hour too when it began during one."""
    return day(at) if _is_midnight(at) else moment(at)


def _to_day(at: datetime) -> str:
    """The last day that is included: what ends at midnight held through the day before."""
    return day(at - timedelta(days=1)) if _is_midnight(at) else moment(at)


def _is_midnight(at: datetime) -> bool:
    return clock.to_local(at).time() == time()


@bp.post("/delegations")
def give() -> BaseResponse:
    try:
        _give()
    except Invalid as refusal:
        return make_response(page(errors=refusal.fields, values=request.form), refusal.status)
    flash(_("The delegation has been given. Your deputy sees your desk from its first day."))
    return redirect(url_for(".list_delegations"), code=303)


def _give() -> None:
    span = forms.span()
    deputy = db.session.scalar(select(Tenure).where(Tenure.uid == forms.public_name("deputy")))
    if deputy is None:
        raise Invalid(_("Choose one."), fields={"deputy": _("Choose one.")})
    operations.give_delegation(
        deputy,
        valid_from=span.valid_from,
        valid_to=span.valid_to,
        reason=forms.text("reason"),
        by=g.actor,
    )


@bp.post("/delegations/<uuid:uid>/revocation")
def revoke(uid: UUID) -> BaseResponse:
    operations.revoke_delegation(queries.delegation_by_uid(uid), by=g.actor)
    flash(_("The delegation has ended."))
    return redirect(url_for(".list_delegations"), code=303)


@bp.post("/absences")
def record_absence() -> BaseResponse:
    try:
        span = forms.span()
        operations.record_absence(
            db.session.get_one(Person, g.actor.person_id),
            kind=forms.absence_kind(),
            valid_from=span.valid_from,
            valid_to=span.valid_to,
            by=g.actor,
        )
    except Invalid as refusal:
        text = page(away_errors=refusal.fields, values=request.form)
        return make_response(text, refusal.status)
    flash(_("The absence has been recorded."))
    return redirect(url_for(".list_delegations"), code=303)


@bp.post("/absences/<uuid:uid>/ending")
def end_absence(uid: UUID) -> BaseResponse:
    absence = db.session.scalar(
        select(Absence).where(Absence.uid == uid, Absence.person_id == g.actor.person_id)
    )
    if absence is None:
        raise NotFound(_("There is no such absence."))
    operations.end_absence(absence, by=g.actor)
    flash(_("The absence has ended."))
    return redirect(url_for(".list_delegations"), code=303)
