"""Counts how private our lines were, and tells the other side about it once a day (RFC 8460)."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mail.wire.hops import Delivery
from mail.wire.route import Route


@dataclass(frozen=True)
class Seen:
    """One way in which a line was private or not; `fault` is empty when it was."""

    domain: str
    policy: str
    host: str
    address: str
    fault: str


def seen_in(route: Route, delivery: Delivery) -> Counter[Seen]:
    """What the tries of one delivery add to the counts of the day."""
    policy = "sts" if route.promise.policy else "no-policy-found"
    found = [
        Seen(route.domain, policy, one.host, one.address, one.fault) for one in delivery.attempts
    ]
    if found and route.promise.fault:
        found.append(Seen(route.domain, policy, "", "", route.promise.fault))
    return Counter(found)


def report(  # noqa: PLR0913 - the words of a report
    domain: str,
    counts: Mapping[Seen, int],
    *,
    begins: datetime,
    ends: datetime,
    organisation: str,
    contact: str,
    report_id: str,
) -> dict[str, Any]:
    """The report on one domain, ready to be written as JSON."""
    mine = {seen: count for seen, count in counts.items() if seen.domain == domain}
    return {
        "organization-name": organisation,
        "date-range": {"start-datetime": _moment(begins), "end-datetime": _moment(ends)},
        "contact-info": contact,
        "report-id": report_id,
        "policies": list(_policies(domain, mine)),
    }


def _moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _policies(domain: str, counts: Mapping[Seen, int]) -> Iterator[dict[str, Any]]:
    for kind in sorted({seen.policy for seen in counts}):
        faults = {s: n for s, n in counts.items() if s.policy == kind and s.fault}
        good = sum(n for s, n in counts.items() if s.policy == kind and not s.fault)
        yield {
            "policy": {"policy-type": kind, "policy-domain": domain},
            "summary": {
                "total-successful-session-count": good,
                "total-failure-session-count": sum(faults.values()),
            },
            "failure-details": [_details(seen, count) for seen, count in faults.items()],
        }


def _details(seen: Seen, count: int) -> dict[str, Any]:
    known = {"receiving-mx-hostname": seen.host, "receiving-ip": seen.address}
    told = {name: value for name, value in known.items() if value}
    return {"result-type": seen.fault, **told, "failed-session-count": count}
