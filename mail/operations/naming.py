"""The words before the @: of a person by the rule of his domain, of a desk by what it is."""

import re
from itertools import count

from sqlalchemy import select

from mail.models import AddressKind, MailAddress, MailDomain
from mail.wire import names
from office import clock
from office.db import db
from office.errors import Invalid
from office.i18n import _
from office.search import fold
from office.units.models import Desk, DeskKind

PARTS = ("login", "given", "initials", "family")
CLERKS = "vanthu"
NAMELESS = "hopthu"
LONGEST = 48
TYPES = {
    "văn phòng": "",
    "phòng": "phong",
    "trung tâm": "tt",
    "chi cục": "chicuc",
    "ban": "ban",
    "hội": "hoi",
    "sở": "so",
}
POSTS = (
    "phó chủ tịch",
    "chủ tịch",
    "phó giám đốc",
    "giám đốc",
    "phó chánh văn phòng",
    "chánh văn phòng",
    "phó chánh thanh tra",
    "chánh thanh tra",
    "phó bí thư",
    "bí thư",
)
_GAP = re.compile(r"{(\w*)}")
_STRANGE = re.compile(r"[^a-z0-9._-]+")
_DOTS = re.compile(r"[._-]{2,}")


def checked_rule(rule: str) -> str:
    """The naming rule of a domain; refuses one that would call two people alike by its make."""
    rule = rule.strip()
    named = set(_GAP.findall(rule))
    if not named & {"login", "given"} or named - set(PARTS):
        told = _("Use {login} or {given}, and with them {initials} or {family}.")
        raise Invalid(told, fields={"naming": told})
    if _clean(_GAP.sub("x", rule)) != _GAP.sub("x", rule):
        told = _("Between the parts only small letters, digits, dots and hyphens may stand.")
        raise Invalid(told, fields={"naming": told})
    return rule


def local_of(full_name: str, login: str, rule: str) -> str:
    """What somebody's address begins with: unaccented, by the naming rule of the domain."""
    words = [_joined(word) for word in full_name.split()]
    parts = {
        "login": fold(login),
        "given": words[-1] if words else "",
        "family": words[0] if words else "",
        "initials": "".join(word[:1] for word in words[:-1]),
    }
    return _clean(_GAP.sub(lambda gap: parts.get(gap[1], ""), rule)) or NAMELESS


def local_of_desk(desk: Desk, *, unit_name: str, symbol: str, title: str) -> str:
    """What a function's address begins with: the clerks, a unit by type and symbol, a post."""
    if desk.kind is DeskKind.CLERK:
        return CLERKS
    if desk.kind is DeskKind.POST:
        return _post(title)
    name = unit_name.lower()
    kind = next((short for word, short in TYPES.items() if name.startswith(word)), "")
    letters = _joined(symbol) or "".join(_joined(word)[:1] for word in unit_name.split())
    return _clean(".".join(filter(None, (kind, letters)))) or NAMELESS


def _post(title: str) -> str:
    """Chủ tịch Ủy ban nhân dân xã is `chutich`: whose, the domain says."""
    plain = title.lower()
    known = next((post for post in POSTS if post in plain), " ".join(plain.split()[:3]))
    return _joined(known) or NAMELESS


def free_local(domain: MailDomain, local: str) -> str:
    """The word itself, or with the first number under which nobody ever had it."""
    taken = select(MailAddress.folded).where(
        MailAddress.domain_id == domain.id, MailAddress.folded.startswith(local, autoescape=True)
    )
    known = set(db.session.scalars(taken))
    numbered = (local if number == 1 else f"{local}{number}" for number in count(1))
    return next(one for one in numbered if f"{one}@{domain.name}" not in known)


def folded_in(domain: MailDomain, local: str) -> str:
    """An address of a domain as all addresses are compared."""
    return names.folded(f"{local.strip()}@{domain.name}")


def new_address(
    domain: MailDomain, local: str, *, kind: AddressKind = AddressKind.PRIMARY, **leads_to: int
) -> MailAddress:
    """An address of a domain from now on, to a box (`mailbox_id`) or a list (`list_id`)."""
    return MailAddress(
        folded=folded_in(domain, local),
        shown=f"{local.strip()}@{domain.shown}",
        domain_id=domain.id,
        kind=kind,
        valid_from=clock.now(),
        **leads_to,
    )


def _joined(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(text))


def _clean(text: str) -> str:
    safe = _STRANGE.sub("", fold(text))
    return _DOTS.sub(lambda found: found[0][0], safe)[:LONGEST].strip("._-")
