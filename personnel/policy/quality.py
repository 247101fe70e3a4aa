"""Who sees how good the register is, who answers for a fault, who decides of doubles."""

from collections.abc import Collection
from enum import StrEnum
from typing import Any

from office.db import db
from office.permissions import Actor, rule
from office.units import queries as units
from personnel.models import Dossier, QualityFinding
from personnel.policy import is_own, keeps, keeps_in, may_list
from personnel.quality.shapes import Owner


class Can(StrEnum):
    """The permissions over findings and doubles."""

    SEE_QUALITY = "see_quality"
    ANSWER = "answer"
    DECIDE_TWINS = "decide_twins"
    CHECK = "check"


@rule(Can.SEE_QUALITY)
def may_see_quality(actor: Actor, _: Any) -> bool:
    """How good the data are is seen by whoever may list dossiers."""
    return may_list(actor, None)


@rule(Can.ANSWER)
def may_answer(actor: Actor, finding: QualityFinding) -> bool:
    """A finding is answered by its owner or by the staff office that keeps the dossier."""
    is_private = finding.owner == Owner.OFFICIAL
    if not is_private and actor.desk_id is not None and actor.desk_id == finding.desk_id:
        return True
    if finding.dossier_id is None:
        return keeps_in(actor, actor.agency_id) and _is_below(actor, finding)
    dossier = db.session.get_one(Dossier, finding.dossier_id)
    return (is_private and is_own(actor, dossier)) or keeps(actor, dossier)


@rule(Can.DECIDE_TWINS)
def may_decide_twins(actor: Actor, pair: Collection[Dossier]) -> bool:
    """Of two dossiers that may be of one person a staff office that keeps one of them decides."""
    is_concerned = any(is_own(actor, one) for one in pair)
    return not is_concerned and any(keeps(actor, one) for one in pair)


@rule(Can.CHECK)
def may_check(actor: Actor, _: Any) -> bool:
    """The register looks at its dossiers by itself, when rows come and each night."""
    return actor.is_machine


def _is_below(actor: Actor, finding: QualityFinding) -> bool:
    return finding.unit_id in units.subtree_ids(actor.agency_id)
