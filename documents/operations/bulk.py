"""One act on many documents: each row is a change of its own, wholly done or refused."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm.exc import StaleDataError

from documents.models import Document
from documents.queries.visibility import visible_documents
from office.db import in_operation, savepoint, transaction
from office.errors import Conflict, Invalid, NotFound, Refusal
from office.i18n import _
from office.permissions import Actor

MOST = 100
RowAct = Callable[[Document], Any]


@dataclass(frozen=True)
class Outcome:
    """What became of one row: done with what was made, or refused with the reason."""

    uid: UUID
    document: Document | None
    refusal: Refusal | None = None
    made: Any = None

    @property
    def is_done(self) -> bool:
        """Whether the whole act was done."""
        return self.refusal is None

    @property
    def reason(self) -> str:
        """Why it was refused, with what was wrong in the fields."""
        if self.refusal is None:
            return ""
        faults = getattr(self.refusal, "fields", {}).values()
        return " ".join(dict.fromkeys(str(one) for one in (self.refusal.message, *faults)))


def each(uids: Sequence[UUID], act: RowAct, *, by: Actor) -> list[Outcome]:
    """Do one act on each document in its own transaction, in the order of their names."""
    wanted = list(dict.fromkeys(uids))
    refuse_too_many(wanted)
    seen = {document.uid: document for document in visible_documents(wanted, by)}
    return [_tried(uid, seen.get(uid), act) for uid in wanted]


def refuse_too_many(uids: Sequence[UUID]) -> None:
    """More than a hundred at once is refused as a whole; nothing is cut off silently."""
    if len(uids) > MOST:
        words = _("%(count)s are chosen; at most %(most)s go together.", count=len(uids), most=MOST)
        raise Invalid(words, fields={"chosen": words})


def _tried(uid: UUID, document: Document | None, act: RowAct) -> Outcome:
    if document is None:
        return Outcome(uid, None, NotFound(_("There is no such document on your desk.")))
    try:
        with _alone():
            return Outcome(uid, document, made=act(document))
    except Refusal as refusal:
        return Outcome(uid, document, refusal)
    except StaleDataError:
        words = _("Somebody else changed this in the meantime.")
        return Outcome(uid, document, Conflict(words, fix=_("Look at it and try again.")))


def _alone() -> AbstractContextManager[None]:
    """A transaction of its own; within a kept call of the API a part that falls alone."""
    return savepoint() if in_operation() else transaction()
