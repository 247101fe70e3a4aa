"""The mail rules of a domain (quy chế thư điện tử), checked before they hold."""

from collections.abc import Callable, Mapping
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from mail.models import DomainRules, MailDomain, rules_of
from mail.models.accounts import BLOCKED
from mail.operations.boxes import choose_rules
from mail.operations.naming import checked_rule
from office import clock
from office.db import operation
from office.errors import Invalid
from office.i18n import _
from office.permissions import Actor
from office.recipients import can_receive

SPANS = {
    "quota_mib": (50, 1024 * 1024),
    "desk_quota_mib": (50, 1024 * 1024),
    "largest_mib": (1, 150),
    "trash_days": (1, 3650),
    "keep_days": (0, 36500),
    "closed_days": (0, 36500),
    "app_password_days": (1, 1095),
    "leaver_answer_days": (0, 365),
    "receiver_days": (1, 365),
}
RECEIPTS = ("never", "ask")
STS_MODES = ("off", "testing", "enforce", "none")
OFF, REQUIRED = ESCROWS = ("off", "required")
CHOICES = {"answers_receipts": RECEIPTS, "sts_mode": STS_MODES, "escrow": ESCROWS}
LONGEST_FOOTER = 2000
YES_OR_NO = (
    "may_forward_outside",
    "is_dmarc_enforced",
    "refuses_own_from_outside",
    "names_successor",
    "allows_private",
    "publishes_directory",
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
    faults = faults or _together(vars(rules_of(domain)) | chosen)
    if faults:
        raise Invalid(next(iter(faults.values())), fields=faults)
    return choose_rules(domain, chosen, by=by)


def _together(rules: Mapping[str, Any]) -> dict[str, str]:
    """A certificate that everything is sealed for must be there."""
    if rules["escrow"] == REQUIRED and not rules["escrow_certificate"]:
        return {"escrow_certificate": _("Put in the certificate of the agency first.")}
    return {}


def _checked(name: str, value: Any) -> Any:
    if name in SPANS:
        return _number(name, value)
    if name in YES_OR_NO:
        return bool(value)
    return OTHERS[name](value) if name in OTHERS else _choice(name, value)


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


def _certificate(value: Any) -> str:
    """A certificate in PEM, as it is written elsewhere too; nothing for none."""
    text = str(value).strip()
    if not text:
        return ""
    try:
        parsed = x509.load_pem_x509_certificate(text.encode())
    except ValueError:
        raise Invalid(_("This is no certificate in PEM form.")) from None
    if not can_receive(parsed.public_bytes(Encoding.DER)):
        raise Invalid(_("Letters cannot be sealed for this certificate; its key only signs."))
    if parsed.not_valid_after_utc <= clock.now():
        raise Invalid(_("This certificate has run out."))
    return parsed.public_bytes(Encoding.PEM).decode()


OTHERS: Mapping[str, Callable[[Any], Any]] = {
    "naming": lambda value: checked_rule(str(value)),
    "footer": _footer,
    "blocked": _blocked,
    "escrow_certificate": _certificate,
}


def _choice(name: str, value: Any) -> str:
    if value not in CHOICES[name]:
        raise Invalid(_("Choose one."))
    return str(value)
