"""What rules and lists could not pass on: it stands there, and who keeps them hears of it.

Nobody is told more than once a day, however many letters it concerns.
"""

from collections.abc import Mapping, Sequence, Set

from mail.models import Mailbox, MailList, MailMessage, MailRule
from mail.queries.lists import box_read_at, lead_or_none
from mail.queries.readers import desk_to_tell
from office import audit, clock, notices
from office.db import db
from office.i18n import _l
from office.permissions import SYSTEM, Role
from office.units import queries as units

RULE_KIND, LIST_KIND = "mail_rule_failed", "mail_list_failed"
LONGEST = 300


def note_rules(
    box: Mailbox, message: MailMessage, failed: Sequence[tuple[MailRule, str, str]]
) -> None:
    """Rules whose letter could not be sent on: each with the address and a word for why."""
    for rule, address, why in failed:
        rule.problem, rule.failed_at = f"{address} {why}"[:LONGEST], clock.now()
        facts = {"message": message.uid, "to": address, "why": why, "rules": [rule.name]}
        audit.record("mail.not_forwarded", box, by=SYSTEM, **facts)
    desk = desk_to_tell(box) if failed else None
    if desk is not None:
        notices.tell(
            desk,
            kind=RULE_KIND,
            text=_l("A rule of the mailbox %(name)s could not send mail on.", name=box.name),
            url=f"/mail/settings/boxes/{box.uid}/rules",
            key=f"{RULE_KIND}:{box.uid}:{clock.today()}",
        )


def note_members(found: MailList, failed: Mapping[str, str]) -> None:
    """Addresses on a list that a letter did not reach, with a word for why.

    What stands there already is not audited again, and who has an open box by now goes off.
    """
    reached = _reached(found)
    if reached or _new(found, failed):
        _write(found, failed, reached)
    if not failed:
        return
    for desk in units.desks_of_role(units.successor_of(found.agency_id), Role.ADMIN):
        notices.tell(
            desk.id,
            kind=LIST_KIND,
            text=_l("The list %(name)s does not reach all who are on it.", name=found.name),
            url=f"/mail-keep/lists/{found.uid}",
            key=f"{LIST_KIND}:{found.uid}:{clock.today()}",
        )


def _reached(found: MailList) -> set[str]:
    now = clock.now()
    return {one for one in found.failing if box_read_at(lead_or_none(one, now)) is not None}


def _new(found: MailList, failed: Mapping[str, str]) -> dict[str, str]:
    known = {address: told["why"] for address, told in found.failing.items()}
    words = {address: why[:LONGEST] for address, why in failed.items()}
    return {address: why for address, why in words.items() if known.get(address) != why}


def _write(found: MailList, failed: Mapping[str, str], reached: Set[str]) -> None:
    db.session.refresh(found, with_for_update=True)
    new, at = _new(found, failed), clock.now().isoformat()
    stays = {one: told for one, told in found.failing.items() if one not in reached}
    found.failing = stays | {one: {"why": why, "at": at} for one, why in new.items()}
    if new:
        audit.record("mail.members_missed", found, by=SYSTEM, members=new)
