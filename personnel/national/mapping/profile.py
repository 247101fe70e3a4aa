"""What a profile says: which request is which call, and where each field goes."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from personnel.national.codes import Code
from personnel.national.mapping import pointers, transforms
from personnel.national.mapping.transforms import Maps, Pair

LGSP_JSON = Path(__file__).parent.parent / "profiles" / "lgsp-json.toml"


def profiles() -> dict[str, Path]:
    """The profiles that lie here, by their names."""
    return {path.stem: path for path in sorted(LGSP_JSON.parent.glob("*.toml"))}


class Unreadable(Exception):
    """A profile that says something unknown, with the place."""


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FieldRow(_Closed):
    """One field: theirs, ours, and how it is written there.

    A `shape` is applied to an object or to each of a list, `members` to each member of an object.
    """

    theirs: str = Field(pattern=r"^/")
    ours: str = Field(pattern=r"^/")
    as_: str = Field("", alias="as")
    shape: str = ""
    members: str = ""
    always: Any = None


class Shape(_Closed):
    """An object within a body; `keeps` carries unknown members as they are."""

    keeps: bool = False
    fields: tuple[FieldRow, ...] = ()


class Paging(_Closed):
    """A list by time: a window, and a place within it."""

    since: str
    until: str
    offset: str
    limit: str
    rows: str


class Operation(_Closed):
    """One call of ours as a request of theirs; `each` asks once for each member of a list."""

    path: str = Field(pattern=r"^/")
    method: str = "POST"
    each: str = ""
    send: tuple[FieldRow, ...] = ()
    answer: tuple[FieldRow, ...] = ()
    paging: Paging | None = None


class Envelope(_Closed):
    """Around every body: who asks, whether it went well, and what came of it."""

    agency: str
    status: str
    good: tuple[int | str, ...]
    value: str
    code: str
    says: str
    finer: str = ""


class _File(_Closed):
    name: str
    base: str
    window_days: int
    page: int
    envelope: Envelope
    codes: dict[str, Code]
    statuses: dict[Code, int]
    maps: dict[str, dict[str, str]] = {}
    shapes: dict[str, Shape] = {}
    operations: dict[str, Operation]


@dataclass(frozen=True)
class Profile:
    """A profile with its transforms made ready."""

    file: _File
    _pairs: Mapping[str, Pair] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path = LGSP_JSON) -> "Profile":
        """Read a profile; anything unknown in it is refused with its place."""
        try:
            found = _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
            return cls(found, dict(_pairs(found)))
        except (ValidationError, ValueError) as fault:
            raise Unreadable(f"{path.name}: {fault}") from fault

    def there(self, rows: Iterable[FieldRow], ours: Any) -> dict[str, Any]:
        """Our values in the words of the other side."""
        made: dict[str, Any] = {}
        for row in rows:
            value = row.always if row.always is not None else pointers.read(ours, row.ours)
            if value is not pointers.MISSING:
                pointers.write(made, row.theirs, self._there(row, value))
        return made

    def back(self, rows: Iterable[FieldRow], theirs: Any) -> dict[str, Any]:
        """Their values in ours."""
        made: dict[str, Any] = {}
        for row in rows:
            value = row.always if row.always is not None else pointers.read(theirs, row.theirs)
            if value is not pointers.MISSING:
                pointers.write(made, row.ours, self._back(row, value))
        return made

    def _there(self, row: FieldRow, value: Any) -> Any:
        if row.shape or row.members:
            return self._formed(row, value, is_there=True)
        return self._pairs[row.as_].there(value) if row.as_ else value

    def _back(self, row: FieldRow, value: Any) -> Any:
        if row.shape or row.members:
            return self._formed(row, value, is_there=False)
        return self._pairs[row.as_].back(value) if row.as_ else value

    def _formed(self, row: FieldRow, value: Any, *, is_there: bool) -> Any:
        if row.members and isinstance(value, dict):
            return {
                key: self._shaped(row.members, one, is_there=is_there) for key, one in value.items()
            }
        return self._shaped(row.shape or row.members, value, is_there=is_there)

    def _shaped(self, name: str, value: Any, *, is_there: bool) -> Any:
        """Of a list every member, of an object its members; anything else as it is."""
        if isinstance(value, list):
            return [self._shaped(name, one, is_there=is_there) for one in value]
        if not isinstance(value, dict):
            return value
        shape = self.file.shapes[name]
        turn = self.there if is_there else self.back
        made = turn(shape.fields, value)
        if not shape.keeps:
            return made
        known = {(row.ours if is_there else row.theirs)[1:] for row in shape.fields}
        return {**{key: one for key, one in value.items() if key not in known}, **made}


def _pairs(file: _File) -> Iterable[tuple[str, Pair]]:
    maps: Maps = file.maps
    parts = [*file.shapes.values()]
    rows = [row for part in parts for row in part.fields]
    rows += [row for one in file.operations.values() for row in (*one.send, *one.answer)]
    for row in rows:
        for name in (row.shape, row.members):
            if name and name not in file.shapes:
                raise ValueError(f"no such shape: {name}")
        if row.as_:
            yield row.as_, transforms.pair(row.as_, maps)
