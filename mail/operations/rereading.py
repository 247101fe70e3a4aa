"""Reading a letter anew in another charset (đổi bảng mã)."""

from dataclasses import dataclass

from mail.models import MailMessage
from mail.policy import Can
from mail.queries.items import OpenItem
from office import audit, outbox, search
from office.db import operation
from office.errors import Invalid
from office.foreign.letters import CHARSETS
from office.i18n import _
from office.permissions import Actor, require

REREAD = "mail.reread"


@dataclass(frozen=True)
class Reread:
    """What a letter said when it was read once more."""

    view_sha256: str
    subject: str
    preview: str


@operation
def ask_reread(found: OpenItem, charset: str, *, by: Actor) -> None:
    """Have a letter read in another charset; its bytes stay as they came."""
    require(by, Can.ORGANISE, found.opened)
    if charset not in CHARSETS:
        message = _("Choose one of the charsets.")
        raise Invalid(message, fields={"charset": message})
    uid = str(found.message.uid)
    audit.record("mail.reread_asked", found.message, by=by, charset=charset)
    key = f"mail:{uid}:{charset}"
    outbox.repeat(REREAD, key=key, lane=outbox.Lane.MAIL, message=uid, charset=charset)


@operation
def keep_reread(message: MailMessage, read: Reread, *, by: Actor) -> None:
    """Show the letter as it was read last."""
    require(by, Can.CARRY_OUT, message)
    before, message.view_sha256 = message.view_sha256, read.view_sha256
    message.subject = read.subject or message.subject
    message.preview = read.preview
    audit.record("mail.reread", message, by=by, before=before, after=read.view_sha256)
    search.request_index("mail", message.id)
