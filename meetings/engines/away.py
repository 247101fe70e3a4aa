"""What people are told when an engine does not answer."""

from office.errors import Refusal
from office.i18n import _


class EngineAway(Refusal):
    """The conference server does not answer now; everything else of the meeting goes on."""

    status = 503
    code = "engine-away"

    def __init__(self) -> None:
        super().__init__(
            _("The conference server does not answer now."),
            fix=_("The page tries again by itself; the recording on this device goes on."),
        )
