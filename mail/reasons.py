"""Why a rule says no, as the catalogues of the languages meet it: the first lines of the rules."""

from office.i18n import _l

REASONS = (
    _l("Messages are posted by an act of an official, or by the house itself."),
    _l("Only an administrator, acting in his own post, opens the door of his agency's mail."),
    _l("Messages are handed over by the house itself."),
)
