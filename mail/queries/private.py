"""Mail that its owner marked as private: other readers of his box do not see it."""

from typing import Any

from sqlalchemy import ColumnElement, exists

from mail.models import BoxKind, ItemLabel, Mailbox, MailItem, MailLabel
from mail.queries.boxes import OpenBox
from office.permissions import Actor


def hides(box: Mailbox, person_id: int | None) -> bool:
    """Whether somebody reads a personal box that is not his; the rules stop only new labels."""
    return box.kind is BoxKind.PERSON and box.person_id != person_id


def is_private(item: Any = MailItem) -> ColumnElement[bool]:
    """The condition that an item bears a private label."""
    return bears_private(item.id)


def bears_private(item_id: Any) -> ColumnElement[bool]:
    """The same of the item of a number."""
    return exists().where(
        ItemLabel.item_id == item_id,
        MailLabel.id == ItemLabel.label_id,
        MailLabel.is_private.is_(True),
    )


def is_personal(opened: OpenBox, actor: Actor) -> bool:
    """Whether the box is the reader's own alone."""
    box = opened.box
    return box.kind is BoxKind.PERSON and box.person_id == actor.person_id
