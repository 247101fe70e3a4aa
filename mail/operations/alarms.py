"""Telling administrators once a day what keeps mail from coming in or leaving."""

from collections.abc import Collection

from mail.policy import Can
from mail.queries.pressure import Pressure
from mail.queries.seats import agencies_with_mail
from office import clock, notices
from office.db import operation
from office.i18n import _l
from office.permissions import Actor, Role, require
from office.units import queries as units
from office.units.models import Desk

KIND, URL = "mail_alarm", "/outgoing-mail"
LATE = _l("Mail that was accepted waits for delivery for more than five minutes.")
FAILED = _l("Mail was taken in that could not be delivered.")
STUCK = _l("Letters wait to leave for more than four hours.")
UNMADE = _l("Letters could not be made and went back to their writers.")
NARROW = _l("The disk of the mail server is nearly full.")
TROUBLES: dict[str, object] = {
    "certificate": _l("The certificate of the mail server ends soon: it must be renewed."),
    "unwanted": _l("Several hosts refuse our letters: our address may stand on a blocklist."),
}


@operation
def raise_alarms(now: Pressure, troubles: Collection[str] = (), *, by: Actor) -> int:
    """Put what is wrong on the desks of every agency that has mail; says how many were told."""
    require(by, Can.CARRY_OUT)
    wrong = {
        "late": now.is_late and LATE,
        "failed": bool(now.failed or now.spoilt) and FAILED,
        "unmade": bool(now.given_up) and UNMADE,
        "stuck": now.is_stuck and STUCK,
        "narrow": now.is_narrow and NARROW,
    } | {code: text for code, text in TROUBLES.items() if code in troubles}
    desks = {desk.id for agency in agencies_with_mail() for desk in _keepers(agency)}
    told = [
        notices.tell(desk, kind=KIND, text=text, url=URL, key=f"{KIND}:{code}:{clock.today()}")
        for code, text in wrong.items()
        if text
        for desk in sorted(desks)
    ]
    return sum(told)


def _keepers(agency_id: int) -> list[Desk]:
    return units.desks_of_role(units.successor_of(agency_id), Role.ADMIN)
