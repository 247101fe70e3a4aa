"""The parts of bodies; all are closed: a member that nobody named is refused."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic.alias_generators import to_camel

from personnel.national.codes import (
    AGENCY_CODE,
    CITIZEN_ID,
    GROUPS,
    KEY_LENGTHS,
    UNIT_GROUP,
    Code,
)

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Meaningless(ValueError):
    """Well-formed, but it cannot be so."""


def _parsed(parse: Callable[[str], object], pattern: re.Pattern[str]) -> AfterValidator:
    def check(text: str) -> str:
        try:
            if pattern.fullmatch(text):
                parse(text)
                return text
        except ValueError:
            pass
        raise ValueError("no such day or hour")

    return AfterValidator(check)


def _utc(text: str) -> str:
    if not text.endswith("Z"):
        raise Meaningless("an instant is given in UTC, with Z")
    return text


def _nfc(text: str) -> str:
    if not unicodedata.is_normalized("NFC", text):
        raise Meaningless("text must be in the composed form NFC")
    return text


def _in_order(text: str) -> str:
    """Small letters, so that one event has one name; of version 7, so that names follow time."""
    if text != text.lower() or UUID(text).version != 7:
        raise Meaningless("an event has an identifier of version 7 (RFC 9562) in small letters")
    return text


_HOUR = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)


def _hour(text: str) -> datetime:
    """Fractions and leap seconds are allowed on the line (RFC 3339) and of no interest here."""
    whole = re.sub(r"\.[0-9]+", "", text.upper()).replace(":60", ":59")
    return datetime.fromisoformat(whole)


def _whole(value: object) -> object:
    """A number without a fraction is whole, however it was written (JSON Schema)."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Day = Annotated[
    str,
    _parsed(date.fromisoformat, _DAY),
    WithJsonSchema({"type": "string", "format": "date"}),
]
Moment = Annotated[
    str,
    _parsed(_hour, _HOUR),
    AfterValidator(_utc),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
PartialDate = Annotated[str, Field(pattern=r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$")]
CitizenId = Annotated[str, Field(pattern=CITIZEN_ID)]
AgencyCode = Annotated[str, Field(pattern=AGENCY_CODE)]
Uuid = Annotated[
    str,
    _parsed(UUID, re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")),
    WithJsonSchema({"type": "string", "format": "uuid"}),
]
Uuid7 = Annotated[Uuid, AfterValidator(_in_order)]
Text = Annotated[str, Field(max_length=500), AfterValidator(_nfc)]
Words = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_nfc)]
Mark = Annotated[str, Field(pattern=r"^[A-Za-z0-9._:-]{1,64}$")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Count = Annotated[int, Field(ge=0, le=2**31), BeforeValidator(_whole)]
Place = Annotated[int, Field(ge=1, le=2**31), BeforeValidator(_whole)]
Key = Annotated[str, Field(pattern=rf"^[A-Za-z0-9_-]{{{KEY_LENGTHS[0]},{KEY_LENGTHS[1]}}}$")]
Values = Annotated[dict[str, Any], Field(max_length=100)]
GroupName = Literal[GROUPS]  # type: ignore[valid-type]  # the names stand once, in the codes
AnyGroup = Literal[(*GROUPS, UNIT_GROUP)]  # type: ignore[valid-type]


class Closed(BaseModel):
    """Exactly these members."""

    model_config = ConfigDict(extra="forbid", strict=True, alias_generator=to_camel)


class Fault(Closed):
    """What is wrong with one member."""

    pointer: str
    rule: str
    message: str | None = None


class Problem(Closed):
    """Problem details (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str | None = None
    instance: str | None = None
    code: Code
    correlation_id: str | None = None
    etag: str | None = None
    current_version: int | None = None
    errors: list[Fault] | None = None
