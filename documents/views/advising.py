"""What a writer of mail is told: that a recipient is reached over the axis, where papers go."""

from collections.abc import Iterator, Sequence

from flask import g, url_for

from documents import queries
from documents.policy import Can
from mail.queries import Advice
from office.i18n import _
from office.permissions import Actor, allowed

CODE = "on_axis"
MOST_NAMED = 3


def on_axis(addresses: Sequence[str]) -> Iterator[Advice]:
    """Advise whoever may draft; nothing is forbidden, for not every letter is a document."""
    reader: Actor | None = g.get("actor")
    if reader is None or reader.agency_id is None:
        return
    names = queries.bodies_at(addresses, reader)
    if not names:
        return
    words = _(
        "This body is reached over the national axis: %(names)s. Send an official document there,"
        " with its number and signature.",
        names=", ".join(names[:MOST_NAMED]),
    )
    if allowed(reader, Can.DRAFT):
        label = _("Send as a document over the axis")
        yield Advice(CODE, words, url_for("documents.new_draft"), label)
    else:
        yield Advice(CODE, words)
