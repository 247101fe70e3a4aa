"""The house as the storage of a SCIM server: reads by queries, changes by operations."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

from scim2_models import (
    InvalidCursorException,
    InvalidFilterException,
    NotFoundException,
    PreconditionFailedException,
    Resource,
    ResourceType,
    ResponseParameters,
    SearchRequest,
)
from scim2_server.storage import ScimStorage, SearchPage
from sqlalchemy import Select, false, func, select

from office.accounts.models import Account
from office.db import db, transaction
from office.permissions import Actor
from office.units.models import Unit
from personnel.scim import changes, groups, operations, people, schemas
from personnel.scim.filters import Condition, Field, condition_of
from personnel.scim.reach import as_uid
from personnel.scim.refusals import in_scim_words


@dataclass(frozen=True)
class Shelf:
    """Where resources of one type stand."""

    model: type[Account] | type[Unit]
    fields: Mapping[str, Field]
    found: Callable[[Actor], Any]
    shown: Callable[[Any, Actor], Sequence[Resource[Any]]]


SHELVES = {
    "User": Shelf(Account, people.FIELDS, people.found, people.shown),
    "Group": Shelf(Unit, groups.FIELDS, groups.found, groups.shown),
}


class House(ScimStorage):
    """What one caller sees and changes; each operation is one transaction."""

    supports_cursors = True

    def __init__(self, by: Actor, *, changing: bool) -> None:
        self.by, self.changing = by, changing

    @contextmanager
    def operation(self) -> Iterator[None]:
        """All of a change or nothing; reading begins no writing transaction."""
        with in_scim_words(), transaction() if self.changing else nullcontext():
            yield

    def get(
        self,
        resource_type: ResourceType,
        resource_id: str,
        *,
        response_parameters: ResponseParameters[Any] | None = None,
    ) -> Resource[Any]:
        """One account or unit as it is now."""
        shelf = SHELVES[str(resource_type.name)]
        found = shelf.shown([self._row(shelf, resource_id)], self.by)[0]
        if isinstance(found, schemas.Person) and _names_number(response_parameters):
            people.tell_number(found, by=self.by)
        return found

    def _row(self, shelf: Shelf, resource_id: str) -> Any:
        uid = as_uid(resource_id)
        wanted = shelf.found(self.by).where(shelf.model.uid == uid)
        row = db.session.execute(wanted).first() if uid else None
        if row is None:
            raise NotFoundException
        return row

    def search(
        self,
        resource_types: list[ResourceType],
        search_request: SearchRequest[Any],
        *,
        position: Any = None,
    ) -> SearchPage:
        """One page over the shelves asked for, one after the other."""
        shelves = [SHELVES[str(one.name)] for one in resource_types]
        wanted = self._wanted(shelves, search_request)
        counts = [_count(one) for one in wanted]
        size = search_request.count or 0
        if search_request.cursor is None:
            start = search_request.start_index_0 or 0
            return SearchPage(sum(counts), self._slice(shelves, wanted, counts, start, size))
        return self._page(shelves, wanted, sum(counts), size, position)

    def _wanted(self, shelves: Sequence[Shelf], request: SearchRequest[Any]) -> list[Select[Any]]:
        made = [shelf.found(self.by) for shelf in shelves]
        if request.filter is None:
            return made
        conditions = _conditions(shelves, request.filter.ast)
        return [one.where(only) for one, only in zip(made, conditions, strict=True)]

    def _slice(
        self,
        shelves: Sequence[Shelf],
        wanted: Sequence[Select[Any]],
        counts: Sequence[int],
        start: int,
        size: int,
    ) -> list[Resource[Any]]:
        """By index: what lies before is skipped, shelf by shelf."""
        resources: list[Resource[Any]] = []
        for shelf, one, count in zip(shelves, wanted, counts, strict=True):
            room = size - len(resources)
            if room > 0 and start < count:
                rows = db.session.execute(one.offset(start).limit(room)).all()
                resources += shelf.shown(rows, self.by)
            start = max(0, start - count)
        return resources

    def _page(
        self,
        shelves: Sequence[Shelf],
        wanted: Sequence[Select[Any]],
        total: int,
        size: int,
        position: Any,
    ) -> SearchPage:
        """By cursor: on from the last one told, whatever came or went meanwhile (RFC 9865)."""
        place, after = _read(position)
        resources: list[Resource[Any]] = []
        last: tuple[int, int] | None = None
        for number in range(place, len(shelves)):
            one, model = wanted[number], shelves[number].model
            if number == place and after:
                one = one.where(model.id < after)
            rows = db.session.execute(one.limit(size - len(resources) + 1)).all()
            kept = rows[: size - len(resources)]
            resources += shelves[number].shown(kept, self.by)
            last = (number, kept[-1][0].id) if kept else last
            if len(rows) > len(kept):
                return SearchPage(total, resources, next=last and list(last))
        return SearchPage(total, resources)

    def create(self, resource_type: ResourceType, resource: Resource[Any]) -> Resource[Any]:
        """Admit somebody, or open a room."""
        made: Account | Unit
        if resource_type.name == "User":
            made = changes.admit(resource, by=self.by)  # type: ignore[arg-type]  # of this type
        else:
            made = changes.open_room(resource, by=self.by)  # type: ignore[arg-type]  # of this type
        return self._stored(resource_type, str(made.uid))

    def update(
        self,
        resource_type: ResourceType,
        resource: Resource[Any],
        *,
        expected_version: str | None = None,
    ) -> Resource[Any]:
        """Bring what is stored to what is wanted, change by change."""
        shelf, uid = SHELVES[str(resource_type.name)], str(resource.id)
        row = self._row(shelf, uid)
        present = shelf.shown([row], self.by)[0]
        _check(present, expected_version)
        if resource_type.name == "User":
            external_id = present.external_id or ""
            changes.change_account(row[0], resource, external_id=external_id, by=self.by)  # type: ignore[arg-type]  # of this type
        else:
            changes.change_unit(row[0], resource, present, by=self.by)  # type: ignore[arg-type]  # of this type
        return self._stored(resource_type, uid)

    def delete(
        self,
        resource_type: ResourceType,
        resource_id: str,
        *,
        expected_version: str | None = None,
    ) -> None:
        """Close the account and forget it here, or close a unit; nothing is deleted."""
        shelf = SHELVES[str(resource_type.name)]
        row = self._row(shelf, resource_id)
        _check(shelf.shown([row], self.by)[0], expected_version)
        if resource_type.name == "User":
            operations.withdraw(row[0], by=self.by)
        else:
            changes.close_room(row[0], by=self.by)

    def _stored(self, resource_type: ResourceType, resource_id: str) -> Resource[Any]:
        db.session.flush()
        return self.get(resource_type, resource_id)


def _names_number(asked: ResponseParameters[Any] | None) -> bool:
    """A citizen number is told one by one, to who asks for it by name."""
    named = (asked and asked.attributes) or []
    return any(str(path).casefold().endswith(":citizenid") for path in named)


def _check(present: Resource[Any], expected_version: str | None) -> None:
    if present.meta and expected_version not in (None, present.meta.version):
        raise PreconditionFailedException


def _conditions(shelves: Sequence[Shelf], node: Any) -> list[Condition]:
    """An attribute that only one type has matches none of the other (RFC 7644 § 3.4.2.1)."""
    made: list[Condition] = []
    refused: list[InvalidFilterException] = []
    for shelf in shelves:
        try:
            made.append(condition_of(node, shelf.fields))
        except InvalidFilterException as refusal:
            refused.append(refusal)
            made.append(false())
    if len(refused) == len(shelves):
        raise refused[0]
    return made


def _count(wanted: Select[Any]) -> int:
    counted = select(func.count()).select_from(wanted.order_by(None).subquery())
    return db.session.scalar(counted) or 0


def _read(position: Any) -> tuple[int, int]:
    if position is None:
        return 0, 0
    try:
        place, after = map(int, position)
    except (TypeError, ValueError):
        raise InvalidCursorException from None
    return place, after
