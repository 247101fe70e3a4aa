"""The mail rules of a domain (quy chế thư điện tử), checked before they hold."""

from collections.abc import Mapping
from typing import Any

from mail.models import DomainRules, MailDomain
from mail.models.accounts import BLOCKED
from mail.operations.boxes import choose_rules
from mail.operations.naming import checked_rule
from office.db import operation
from office.errors import Invalid
from office.i18n import _
from office.permissions import Actor

SPANS = {
    "quota_mib": (50, 1024 * 1024),
    "desk_quota_mib": (50, 1024 * 1024),
    "largest_mib": (1, 150),
    "trash_days": (1, 3650),
    "keep_days": (0, 36500),
    "app_password_days": (1, 1095),
}
RECEIPTS = ("never", "ask")
STS_MODES = ("off", "testing", "enforce", "none")
CHOICES = {"answers_receipts": RECEIPTS, "sts_mode": STS_MODES}
LONGEST_FOOTER = 2000
YES_OR_NO = (
    "may_forward_outside",
    "is_dmarc_enforced",
    "refuses_own_from_outside",
    "names_successor",
    "allows_private",
)


@operation
def set_rules(domain: MailDomain, given: Mapping[str, Any], *, by: Actor) -> DomainRules:
    """Set the rules that are named; each is checked, the others stay as they are."""
    faults: dict[str, str] = {}
    chosen: dict[str, Any] = {}
    for name, value in given.items():
        try:
            chosen[name] = _checked(name, value)
        except Invalid as fault:
            faults[name] = str(fault)
    if faults:
        raise Invalid(next(iter(faults.values())), fields=faults)
    return choose_rules(domain, chosen, by=by)


def _checked(name: str, value: Any) -> Any:
    if name in SPANS:
        return _number(name, value)
    if name in YES_OR_NO:
        return bool(value)
    if name == "naming":
        return checked_rule(str(value))
    if name == "footer":
        return _footer(value)
    return _blocked(value) if name == "blocked" else _choice(name, value)


def _number(name: str, value: Any) -> int:
    least, most = SPANS[name]
    text = str(value).strip()
    if not text.isdecimal() or not least <= int(text) <= most:
        raise Invalid(_("Enter a number from %(least)s to %(most)s.", least=least, most=most))
    return int(text)


def _footer(value: Any) -> str:
    text = str(value).strip()
    if len(text) > LONGEST_FOOTER:
        raise Invalid(_("At most %(number)d characters.", number=LONGEST_FOOTER))
    return text


def _blocked(value: Any) -> list[str]:
    return [one for one in BLOCKED if one in value]


def _choice(name: str, value: Any) -> str:
    if value not in CHOICES[name]:
        raise Invalid(_("Choose one."))
    return str(value)
