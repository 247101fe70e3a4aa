"""Who acts, and the one question of whether this actor may do that to this object."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from office.errors import Forbidden
from office.i18n import _


class Role(StrEnum):
    """What a post makes its holder in the house; given by the tenure, never by the account."""

    CLERK = "clerk"
    LEADER = "leader"
    OFFICE_HEAD = "office_head"
    UNIT_HEAD = "unit_head"
    OFFICIAL = "official"
    HR = "hr"
    ADMIN = "admin"
    SECURITY = "security"


@dataclass(frozen=True)
class Actor:
    """An official in the post in which he acts, or the system itself.

    `desk_id` is the desk of the acting post; `delegation_id` is set when he acts on behalf of
    another, whose name is `on_behalf_of`; `is_machine` marks the system's own acts.
    """

    account_id: int | None = None
    person_id: int | None = None
    tenure_id: int | None = None
    desk_id: int | None = None
    unit_id: int | None = None
    agency_id: int | None = None
    name: str = ""
    title: str = ""
    roles: frozenset[Role] = field(default_factory=frozenset)
    on_behalf_of: str = ""
    delegation_id: int | None = None
    session_id: int | None = None
    scopes: frozenset[str] | None = None
    is_machine: bool = False

    def holds(self, role: Role, *, agency_id: int | None = None) -> bool:
        """Whether the acting post gives this role, in this agency when one is named."""
        return role in self.roles and agency_id in (None, self.agency_id)


SYSTEM = Actor(name="Hệ thống", is_machine=True)

Rule = Callable[[Actor, Any], bool]
RuleT = TypeVar("RuleT", bound=Callable[..., bool])
_rules: dict[tuple[type, str], Rule] = {}


def rule(can: StrEnum) -> Callable[[RuleT], RuleT]:
    """Register the one rule that answers for a permission."""

    def keep(function: RuleT) -> RuleT:
        _rules[type(can), can.value] = function
        return function

    return keep


def rule_of(can: StrEnum) -> Rule:
    """The rule of a permission; a missing one is a defect, not a refusal."""
    return _rules[type(can), can.value]


def allowed(actor: Actor, can: StrEnum, subject: Any = None) -> bool:
    """Ask without refusing: for buttons and menus."""
    return bool(rule_of(can)(actor, subject))


def require(actor: Actor, can: StrEnum, subject: Any = None) -> None:
    """Ask and refuse; the rule's docstring is the reason shown, in the reader's language."""
    if not allowed(actor, can, subject):
        words = _("Your present post does not allow this act.")
        raise Forbidden(words, basis=_(reason_of(rule_of(can))))


def reason_of(found: Rule) -> str:
    """Who may, in one sentence; every package lists those of its rules in `reasons.py`."""
    return (found.__doc__ or "").split("\n")[0]
