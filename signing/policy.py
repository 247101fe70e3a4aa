"""Who may sign with what: a key is never lent, not even with a delegation."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from office.permissions import Actor, Role, rule
from signing.models import OwnerKind

ShowsFile = Callable[[Actor, str], bool]
shows: list[ShowsFile] = []
"""Functions of the packages above: may this actor see the file with this hash?"""


class Can(StrEnum):
    """The permissions of this package."""

    SIGN = "sign"
    OWN_CERTIFICATE = "own_certificate"
    WITHDRAW = "withdraw"
    CARRY_OUT = "carry_out"
    ENROL = "enrol"
    HAND_OVER = "hand_over"
    TRUST = "trust"
    READ_VERDICT = "read_verdict"


@rule(Can.SIGN)
def may_sign(actor: Actor, request: Any) -> bool:
    """Only its owner signs with a certificate, only the clerk who holds it with the seal."""
    return _is_the_holder(actor, request)


@rule(Can.OWN_CERTIFICATE)
def may_use_certificate(actor: Actor, certificate: Any) -> bool:
    """A certificate and its PIN are their owner's alone."""
    return _is_in_person(actor) and actor.person_id == certificate.person_id


@rule(Can.WITHDRAW)
def may_withdraw(actor: Actor, request: Any) -> bool:
    """Who was asked to sign may take the request back; so may the house."""
    return actor.is_machine or (_is_in_person(actor) and actor.person_id == request.person_id)


@rule(Can.CARRY_OUT)
def may_carry_out(actor: Actor, _request: Any) -> bool:
    """Preparing, finishing and judging are done by the house itself."""
    return actor.is_machine


@rule(Can.ENROL)
def may_enrol(actor: Actor, _certificate: Any) -> bool:
    """Certificates are enrolled and closed by an administrator in his own post."""
    return actor.is_machine or (actor.holds(Role.ADMIN) and not actor.delegation_id)


@rule(Can.HAND_OVER)
def may_hand_over(actor: Actor, certificate: Any) -> bool:
    """The clerk who holds the agency's seal hands it over himself, on written permission."""
    return certificate.kind is OwnerKind.AGENCY and _is_the_holder(actor, certificate)


@rule(Can.TRUST)
def may_trust(actor: Actor, _anchor: Any) -> bool:
    """Whom the installation believes is decided by its security officer."""
    return actor.is_machine or (actor.holds(Role.SECURITY) and not actor.delegation_id)


@rule(Can.READ_VERDICT)
def may_read_verdict(actor: Actor, sha256: Any) -> bool:
    """The verdict on a file is for those who may see the file."""
    return actor.is_machine or any(may_see(actor, sha256) for may_see in shows)


def _is_the_holder(actor: Actor, thing: Any) -> bool:
    own = _is_in_person(actor) and actor.person_id == thing.person_id
    if thing.kind is OwnerKind.AGENCY:
        return own and actor.holds(Role.CLERK, agency_id=thing.agency_id)
    return own


def _is_in_person(actor: Actor) -> bool:
    """Neither as a deputy nor by a token; the machine owns nothing."""
    return actor.person_id is not None and not actor.delegation_id and actor.scopes is None
