"""Loading the official layouts of forms, comparing them, withdrawing them."""

from collections.abc import Collection
from dataclasses import dataclass

from office import audit, clock
from office.db import db, new_uid, operation
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import Actor, require
from personnel.compose.coverage import missing
from personnel.compose.layouts import forms
from personnel.models import OfficialForm
from personnel.policy import Can
from personnel.queries.official_forms import own_form


@dataclass(frozen=True)
class Template:
    """A .docx that was tried: its name, its bytes in the store, the names that stand in it."""

    name: str
    sha256: str
    asked: tuple[str, ...]


@operation
def load_form(code: str, template: Template, *, by: Actor) -> OfficialForm:
    """Keep a template for a form of one's agency; the former one is withdrawn.

    Papers keep the layout of the house until somebody has compared the template.
    """
    require(by, Can.LOAD_FORM, by.agency_id)
    form = forms().get(code)
    if form is None or not form.basis:
        raise Invalid(_("There is no such form."), fields={"form": _("Choose one of the forms.")})
    former = own_form(code, by.agency_id or 0)
    if former is not None:
        _end(former, by)
    made = OfficialForm(
        uid=new_uid(),
        agency_id=by.agency_id,
        form=code,
        name=template.name,
        sha256=template.sha256,
        asked=list(template.asked),
        loaded_at=clock.now(),
        loaded_by=by.name,
    )
    db.session.add(made)
    db.session.flush()
    audit.record("official_form.load", made, by=by, form=code, name=made.name, sha256=made.sha256)
    return made


@operation
def confirm_form(loaded: OfficialForm, left_out: Collection[str] = (), *, by: Actor) -> None:
    """Say that a template was compared with the published form: papers are made of it from now on.

    Items for which it has no place are named in `left_out`; otherwise it is refused, because papers
    would silently say less.
    """
    require(by, Can.LOAD_FORM, loaded.agency_id)
    _refuse_ended(loaded)
    lacking = [one.key for one in missing(forms()[loaded.form], loaded.asked)]
    unnamed = [key for key in lacking if key not in left_out]
    if unnamed:
        message = _(
            "The template has no place for these items: %(items)s.", items=", ".join(unnamed)
        )
        raise Invalid(message, fields={"left_out": message})
    loaded.left_out = lacking
    loaded.compared_at, loaded.compared_by = clock.now(), by.name
    audit.record("official_form.confirm", loaded, by=by, form=loaded.form, left_out=lacking)


@operation
def withdraw_form(loaded: OfficialForm, *, by: Actor) -> None:
    """Print the layout of the house again, with the mark that nobody has compared it."""
    require(by, Can.LOAD_FORM, loaded.agency_id)
    _refuse_ended(loaded)
    _end(loaded, by)


def _end(loaded: OfficialForm, by: Actor) -> None:
    loaded.ended_at = clock.now()
    audit.record("official_form.withdraw", loaded, by=by, form=loaded.form)


def _refuse_ended(loaded: OfficialForm) -> None:
    if loaded.ended_at is not None:
        raise Refusal(
            _("This template was withdrawn already."), fix=_("Load the present one anew.")
        )
