"""Words that an act cannot do without."""

from office.errors import Invalid
from office.i18n import _


def needed(text: str) -> str:
    """A reason or a result as it was given; refuses an empty one."""
    if not text.strip():
        raise Invalid(
            _("A few words are needed here."), fields={"text": _("Say it in one sentence.")}
        )
    return text.strip()
