"""Words for the states and changes of spreadsheets."""

from office.i18n import _l
from office.setup.models import SheetState
from office.setup.planning import Step

STATES = {
    SheetState.READING: _l("being read"),
    SheetState.READ: _l("waits for acceptance"),
    SheetState.REFUSED: _l("could not be read"),
    SheetState.ACCEPTED: _l("accepted"),
    SheetState.WITHDRAWN: _l("withdrawn"),
}
STEPS = {
    Step.OPEN_UNIT: _l("new unit"),
    Step.CHANGE_UNIT: _l("unit changed"),
    Step.OPEN_ACCOUNT: _l("new account"),
    Step.CHANGE_EMAIL: _l("new mail address"),
    Step.GIVE_POST: _l("new post"),
    Step.CHANGE_TITLE: _l("new title"),
}
