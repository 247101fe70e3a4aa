"""Why a rule says no, as the catalogues of the languages meet it: the first lines of the rules."""

from office.i18n import _l

REASONS = (
    _l("Only an administrator, acting in his own post, manages the accounts of others."),
    _l("Only administrators and personnel staff, acting in their own post, read who has accounts."),
    _l("Password, second factor and sessions are everybody's own."),
    _l("The right to delegate (ủy quyền xử lý) is never delegated itself."),
    _l("Who gave a delegation takes it back, or its deputy gives it up."),
    _l("A token is made by its owner in his own post, never by another token."),
    _l("Everybody says when he is away; personnel staff say it for others."),
    _l("Only an administrator, acting in his own post, sets up agencies, people and calendar."),
    _l("Only the machine reads a spreadsheet, in its limited child."),
    _l("Only an administrator, acting in his own post, opens and names units, codes and desks."),
    _l("Only an administrator, acting in his own post, says who sits at a desk."),
    _l("Only an administrator, acting in his own post, enters who signs what."),
    _l("Only an administrator, acting in his own post, carries out a reorganisation."),
)
