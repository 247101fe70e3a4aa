"""Reports of other houses about our mail (RFC 7489, RFC 8460), told by the limited child."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from office.foreign.child import DEFAULT_LIMITS, Limits, run_child
from office.foreign.refusals import ForeignFileRefused, Reason

_CLOSED = ConfigDict(extra="forbid")


@dataclass(frozen=True, config=_CLOSED)
class Result:
    """What one check of a sender came to."""

    domain: str
    selector: str
    result: str


@dataclass(frozen=True, config=_CLOSED)
class Source:
    """Letters from one address that were judged alike."""

    source: str
    count: int
    disposition: str
    dkim: str
    spf: str
    header_from: str
    envelope_from: str
    dkim_results: tuple[Result, ...]
    spf_results: tuple[Result, ...]


@dataclass(frozen=True, config=_CLOSED)
class Dmarc:
    """An aggregate report; moments are ISO texts or empty."""

    kind: Literal["dmarc"]
    organisation: str
    contact: str
    report_id: str
    begins: str
    ends: str
    domain: str
    policy: str
    rows: tuple[Source, ...]
    cut: bool


@dataclass(frozen=True, config=_CLOSED)
class Fault:
    """Lines that were not private for one reason."""

    fault: str
    host: str
    source: str
    count: int


@dataclass(frozen=True, config=_CLOSED)
class Promise:
    """What came of the promise of a domain that lines to it are private."""

    policy: str
    domain: str
    good: int
    failed: int
    faults: tuple[Fault, ...]


@dataclass(frozen=True, config=_CLOSED)
class Tls:
    """A report on lines; moments are as they were written."""

    kind: Literal["tls"]
    organisation: str
    contact: str
    report_id: str
    begins: str
    ends: str
    rows: tuple[Promise, ...]
    cut: bool


Feedback = Annotated[Dmarc | Tls, Field(discriminator="kind")]
_ADAPTER: TypeAdapter[Dmarc | Tls] = TypeAdapter(Feedback)


def feedback(source: Path, *, limits: Limits = DEFAULT_LIMITS) -> Dmarc | Tls:
    """What a report says, packed or not; raises `ForeignFileRefused`."""
    facts = run_child("feedback", source, limits=limits).facts
    try:
        return _ADAPTER.validate_python(dict(facts))
    except ValidationError as fault:
        raise ForeignFileRefused(Reason.CRASHED) from fault
