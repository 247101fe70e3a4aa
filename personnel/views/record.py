"""The page of one record: its parts as of a day, its decisions, and who has looked into it."""

from collections.abc import Mapping
from uuid import UUID

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from office import clock
from office.db import db
from office.errors import Invalid
from office.ui import paging
from personnel import operations, queries
from personnel.forms.declaring import OPEN
from personnel.forms.moments import as_of
from personnel.models import Dossier, DossierAccess
from personnel.policy import is_own
from personnel.queries.decision_lists import readable_among
from personnel.queries.looking import READ
from personnel.record.groups import GROUPS
from personnel.rows.differences import differences
from personnel.rows.parts import FIRST, PARTS
from personnel.rows.record import AsOf, groups_of
from personnel.views.blueprint import actor, bp
from personnel.views.head import head, kept

MOST = 300


@bp.get("/<uuid:uid>")
def record(uid: UUID) -> str:
    """One part of the record as it was on a day, and as the register knew it at an instant."""
    found = queries.visible_dossier(uid, actor())
    part = request.args.get("part", FIRST)
    part = part if part in PARTS else FIRST
    return _part(found, part, {})


@bp.post("/<uuid:uid>/looks")
def look_into(uid: UUID) -> Response:
    """Show sensitive fields of a part for a while."""
    found = queries.visible_dossier(uid, actor())
    part = request.args.get("part", FIRST)
    part = part if part in PARTS else FIRST
    wanted = set(PARTS[part][1]) & queries.may_open_groups(actor(), found)
    try:
        operations.look_into(found, wanted, request.form.get("purpose", ""), by=actor())
    except Invalid as refusal:
        return make_response(_part(found, part, refusal.fields), refusal.status)
    return redirect(url_for("personnel.record", uid=uid, part=part, **kept()), code=303)


@bp.get("/<uuid:uid>/differences")
def compared(uid: UUID) -> str:
    """What differs between two days."""
    found = queries.visible_dossier(uid, actor())
    older = as_of(request.args, "from", "from_known")
    newer = as_of(request.args, "to", "to_known")
    names = [name for name in GROUPS if name in queries.readable_groups(actor(), found)]
    operations.note_access(found, READ, names, by=actor())
    return render_template(
        "personnel/differences.html",
        **head(found, "differences"),
        older=older,
        newer=newer,
        asked=request.args,
        rows=differences(found, names, older, newer, opened=queries.opened_groups(actor(), found)),
    )


@bp.get("/<uuid:uid>/decisions")
def official_decisions(uid: UUID) -> str:
    """The decisions on this official, newest first."""
    found = queries.visible_dossier(uid, actor())
    operations.note_access(found, READ, ["decisions"], by=actor())
    rows = db.session.scalars(queries.decisions_on(found).limit(MOST)).all()
    return render_template(
        "personnel/official_decisions.html",
        **head(found, "decisions"),
        rows=rows,
        readable=readable_among([one.id for one in rows], actor()),
    )


@bp.get("/<uuid:uid>/accesses")
def accesses(uid: UUID) -> str:
    """Who has looked into the dossier, when and what for; its official reads it too."""
    found = queries.visible_dossier(uid, actor())
    wanted = queries.accesses_of(found)
    page = paging.latest(wanted, DossierAccess.id, request.args.get("after"))
    address = url_for("personnel.accesses", uid=uid)
    return render_template(
        "personnel/accesses.html",
        **head(found, "accesses"),
        rows=page.rows,
        words=group_words,
        next_url=f"{address}?after={page.after}" if page.after else "",
        first_url=address if request.args.get("after") else "",
    )


def group_words(names: list[str]) -> str:
    """The groups of a line of the log, in words."""
    return ", ".join(str(GROUPS[name].label) for name in names if name in GROUPS)


def _part(found: Dossier, part: str, errors: Mapping[str, object]) -> str:
    when = as_of(request.args)
    readable = queries.readable_groups(actor(), found)
    names = [name for name in PARTS[part][1] if name in readable]
    operations.note_access(found, READ, names, by=actor())
    openable = queries.may_open_groups(actor(), found)
    groups = groups_of(
        found,
        names,
        when,
        opened=queries.opened_groups(actor(), found),
        openable=openable,
    )
    return render_template(
        "personnel/record.html",
        **head(found, part),
        groups=groups,
        when=when,
        is_now=when == AsOf(clock.today()),
        part=part,
        kept=kept(),
        left_out=len(PARTS[part][1]) - len(names),
        closed=[one.label for one in groups if one.may_open and not one.is_open],
        errors=errors,
        declares=OPEN if is_own(actor(), found) else (),
    )
