"""A list of officials leaves the house: everybody on it reads who took it and what for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import insert

from office import audit
from office.db import db, operation
from office.errors import Refusal
from office.i18n import _, ngettext
from office.permissions import Actor, require
from office.step_up import require_step_up
from office.units.models import Unit
from personnel.models import DossierAccess
from personnel.operations.reading import access, reason_of
from personnel.policy import Can, is_own
from personnel.queries.taking import TAKEN, Reaches, dossiers_of
from personnel.record.sheets.taking import ListColumn, sensitive

MOST: Mapping[str, int] = {"xlsx": 20_000, "pdf": 300}


@dataclass(frozen=True)
class Taking:
    """What is taken out: in which form, which columns, after which question, and what for."""

    form: str
    columns: Sequence[ListColumn]
    question: Mapping[str, str] = field(default_factory=dict)
    purpose: str = ""


def too_many(form: str) -> Refusal:
    """More people than a form holds."""
    words = ngettext(
        "More than %(num)d official is too much for this form.",
        "More than %(num)d officials are too much for this form.",
        MOST[form],
    )
    return Refusal(words, fix=_("Narrow the list, or take it as Excel."))


@operation
def take_list(ids: Sequence[int], taking: Taking, *, by: Actor) -> None:
    """Note that these dossiers leave the house in a list, in each of them and in the audit trail.

    Sensitive columns ask for a purpose; raises `Refusal` for more rows than the form holds.
    """
    require(by, Can.TAKE_LIST, None)
    require_step_up(by)
    if len(ids) > MOST[taking.form]:
        raise too_many(taking.form)
    purpose = reason_of(taking.purpose) if sensitive(taking.columns) else taking.purpose.strip()
    groups = {one.group for one in taking.columns}
    reaches = Reaches(by)
    for piece in dossiers_of(ids):
        lines = [
            access(one, TAKEN, sorted(groups & reaches.of(one).readable), purpose, by)
            for one in piece
            if not is_own(by, one)
        ]
        if lines:
            db.session.execute(insert(DossierAccess), lines)
    audit.record(
        "dossiers.taken",
        db.session.get_one(Unit, by.agency_id),
        by=by,
        question=dict(taking.question),
        columns=[one.target for one in taking.columns],
        count=len(ids),
        form=taking.form,
        purpose=purpose,
    )
