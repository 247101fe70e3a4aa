"""An examination of a line: what works, what does not, and what was seen."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from personnel.national.client.answers import Service
from personnel.national.client.channel import Line
from personnel.national.client.outcomes import Later, Refused, Trouble
from personnel.national.client.register import Register
from personnel.national.codes import SKEW_SECONDS, SPEC_VERSION, Code

NOBODY = ("000000000000", "Không Có", "1900-01-01")


class Result(StrEnum):
    """What came of one examination; `unasked` is what an earlier fault left open."""

    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    UNASKED = "unasked"


class Check(StrEnum):
    """What is examined, in its order."""

    REACHED = "reached"
    TRUSTED = "trusted"
    AGENCY = "agency"
    KEY = "key"
    CLOCK = "clock"
    VERSION = "version"
    LISTS = "lists"


@dataclass(frozen=True)
class Found:
    """One result with what was seen."""

    result: Result
    seen: Mapping[str, str] = field(default_factory=dict)

    def plain(self) -> dict[str, object]:
        """To be kept."""
        return {"result": self.result.value, "seen": dict(self.seen)}


REFUSALS: Mapping[str, Check] = {
    Code.AUTH_FAILED: Check.TRUSTED,
    Code.IP_NOT_ALLOWED: Check.TRUSTED,
    Code.AGENCY_UNKNOWN: Check.AGENCY,
    Code.PROVINCE_UNKNOWN: Check.AGENCY,
    Code.NOT_OWNER: Check.AGENCY,
    Code.SIGNATURE_INVALID: Check.KEY,
    Code.CERTIFICATE_UNTRUSTED: Check.KEY,
}


def examine(way: Line, register: Register, *, lists: Iterable[str]) -> dict[Check, Found]:
    """Ask what the other end can do, then ask for nobody under our signature."""
    found = dict.fromkeys(Check, Found(Result.UNASKED))
    service = _asked(register.service, found)
    if found[Check.REACHED].result is Result.GOOD:
        if found[Check.TRUSTED].result is not Result.BAD:
            _asked(lambda: register.verify([NOBODY]), found)
            _note_passed(found)
        found[Check.CLOCK] = _clock(way)
    if service is not None:
        found[Check.VERSION] = _version(service)
        found[Check.LISTS] = _lists(service, set(lists))
    return found


def _asked(call: Callable[[], object], found: dict[Check, Found]) -> Service | None:
    """Each refusal says by itself which examination failed."""
    try:
        said = call()
    except Trouble as trouble:
        _blame(trouble.outcome, found)
        return None
    found[Check.REACHED] = Found(Result.GOOD)
    return said if isinstance(said, Service) else None


def _blame(outcome: object, found: dict[Check, Found]) -> None:
    if isinstance(outcome, Later):
        found[Check.REACHED] = Found(Result.BAD, {"why": outcome.why})
        return
    found[Check.REACHED] = Found(Result.GOOD)
    if isinstance(outcome, Refused) and outcome.code != Code.SCHEMA_UNSUPPORTED:
        blamed = REFUSALS.get(outcome.code, Check.TRUSTED)
        found[blamed] = Found(Result.BAD, {"why": outcome.why, "code": outcome.code})


def _note_passed(found: dict[Check, Found]) -> None:
    """What comes before the examination that failed was passed."""
    steps = (Check.TRUSTED, Check.AGENCY, Check.KEY)
    for step in steps:
        if found[step].result is Result.BAD or found[Check.REACHED].result is Result.BAD:
            return
        found[step] = Found(Result.GOOD)


def _clock(way: Line) -> Found:
    if way.skew is None:
        return Found(Result.UNASKED)
    seconds = round(way.skew.total_seconds())
    is_good = abs(seconds) <= SKEW_SECONDS
    return Found(Result.GOOD if is_good else Result.WARN, {"seconds": str(seconds)})


def _version(service: Service) -> Found:
    seen = {"ours": SPEC_VERSION, "theirs": ", ".join(service.versions)}
    return Found(Result.GOOD if SPEC_VERSION in service.versions else Result.BAD, seen)


def _lists(service: Service, ours: set[str]) -> Found:
    """Lists over there that are not kept here: what names them cannot be read."""
    lacking = sorted(set(service.codelists) - ours)
    seen = {"count": str(len(service.codelists)), "lacking": ", ".join(lacking)}
    return Found(Result.WARN if lacking else Result.GOOD, seen)
