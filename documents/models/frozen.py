"""What is frozen is neither changed nor destroyed, by whatever verb it is tried."""

from typing import Any

from sqlalchemy import Connection, event, inspect, select
from sqlalchemy.orm import Mapper

from documents.models.document import Document, DocumentFile
from documents.models.workfile import WorkFile, WorkFileItem
from office.errors import Refusal
from office.i18n import _

FREE = {"is_frozen", "version"}
OF_A_FILE = {"role", "name", "sha256", "is_current"}


def refusal_of(record: Any) -> Refusal | None:
    """Why a record that belongs to a frozen set makes no move; nothing for a free one."""
    if not getattr(record, "is_frozen", False):
        return None
    return _refusal(record.symbol if isinstance(record, Document) else record.code)


def refuse_frozen(record: Document | WorkFile) -> None:
    """Refuse to touch a record that belongs to a frozen set."""
    if refusal := refusal_of(record):
        raise refusal


def _refusal(name: str) -> Refusal:
    return Refusal(
        _("%(name)s is frozen and stays as it is.", name=name or _("This document")),
        basis=_("Decree 30/2020/NĐ-CP, Annex VI, IV: what is frozen is not changed or destroyed."),
        fix=_("A leader or the head of the office lifts the freeze first."),
    )


def _changed(target: Any) -> set[str]:
    """The columns whose value differs from the stored one."""
    state = inspect(target)
    return {one.key for one in state.mapper.column_attrs if state.attrs[one.key].history.added}


def _was_frozen(target: Any) -> bool:
    before = inspect(target).attrs.is_frozen.history.deleted
    return bool(before[0] if before else target.is_frozen)


@event.listens_for(Document, "before_update")
@event.listens_for(WorkFile, "before_update")
def _refuse_change(_mapper: Mapper[Any], _connection: Connection, target: Any) -> None:
    if _was_frozen(target) and _changed(target) - FREE:
        before = inspect(target).committed_state
        name = "symbol" if isinstance(target, Document) else "notation"
        raise _refusal(before.get(name, getattr(target, name)))


@event.listens_for(DocumentFile, "before_update")
def _refuse_another_file(_mapper: Mapper[Any], connection: Connection, target: Any) -> None:
    if _changed(target) & OF_A_FILE:
        owner = select(Document.is_frozen, Document.symbol).where(Document.id == target.document_id)
        _refuse_if(connection, owner)


@event.listens_for(WorkFileItem, "before_insert")
@event.listens_for(WorkFileItem, "before_update")
def _refuse_in_file(_mapper: Mapper[Any], connection: Connection, target: Any) -> None:
    owner = select(WorkFile.is_frozen, WorkFile.notation).where(WorkFile.id == target.work_file_id)
    if _changed(target):
        _refuse_if(connection, owner)


def _refuse_if(connection: Connection, owner: Any) -> None:
    is_frozen, name = connection.execute(owner).one()
    if is_frozen:
        raise _refusal(name)
