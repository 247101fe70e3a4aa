"""The fresh proof that weighty acts ask for: signing, delegation, export, changes of the factor."""

from sqlalchemy import select

from office import clock
from office.accounts.models import SessionRow
from office.actor import FRESH
from office.db import db
from office.errors import Forbidden, StepUpNeeded
from office.i18n import _
from office.permissions import Actor


def require_step_up(by: Actor, *, standing: str = "") -> None:
    """Refuse an act whose doer has not proved himself within the last five minutes.

    A token can never prove itself; the system's own acts and the program's commands need not.
    A scope that is made for this very act stands for the proof that its maker gave.
    """
    if by.scopes is not None:
        if standing in by.scopes:
            return
        raise Forbidden(
            _("This act cannot be done with a token."), fix=_("Sign in and do it on the page.")
        )
    if by.session_id is None:
        return
    proved = db.session.scalar(
        select(SessionRow.stepped_up_at).where(SessionRow.id == by.session_id)
    )
    if proved is None or proved <= clock.now() - FRESH:
        raise StepUpNeeded(
            _("This act asks you to prove again that it is you."),
            basis=_("The last proof is more than five minutes old."),
        )
