"""Who fetches a large file by its link leaves a line in the audit log."""

from mail.models import Mailbox
from mail.policy import Can
from mail.queries.links import Linked, linked
from office import audit
from office.db import db, operation
from office.permissions import Actor, require


@operation
def take_linked(word: str, *, visitor: str, by: Actor) -> Linked:
    """Give a file to whoever has its address; by whom it was sent and from where it is asked."""
    require(by, Can.CARRY_OUT)
    found = linked(word)
    box = db.session.get_one(Mailbox, found.draft.mailbox_id)
    facts = {"draft": found.draft.uid, "file": found.name, "sha256": found.sha256}
    audit.record("mail.link_opened", box, by=by, visitor=visitor, **facts)
    return found
