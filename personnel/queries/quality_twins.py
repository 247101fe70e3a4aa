"""Dossiers that may be of one person, found by marks and not by their sensitive numbers."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased

from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor, allowed
from personnel.models import Dossier, DossierQuality, Standing, TwinCase, TwinVerdict
from personnel.policy.quality import Can
from personnel.quality.facts import Twin
from personnel.quality.twins import Keys, twins
from personnel.queries.dossiers import visible_to
from personnel.record import names


@dataclass(frozen=True)
class Signs:
    """Equal marks are equal people: name with day of birth and sex, or the insurance number."""

    person: str | None
    insurance: str | None

    @classmethod
    def of(cls, dossier: Dossier, insurance: str | None) -> "Signs":
        """The marks of a dossier; who lacks one of the three has no mark of the person."""
        said = (names.key(dossier.full_name), dossier.birth_date, dossier.sex)
        text = "|".join(said)
        return cls(hashlib.sha256(text.encode()).hexdigest() if all(said) else None, insurance)


@dataclass(frozen=True)
class Pair:
    """Two dossiers, what they have in common, and what was decided of them."""

    first: Dossier
    second: Dossier
    same: frozenset[str]
    case: TwinCase | None


def twins_of_many(
    dossiers: Sequence[Dossier], signs: Mapping[int, Signs]
) -> dict[int, Sequence[Twin]]:
    """Of each the other dossiers that may be of the same person and of which nothing settled it."""
    people = [one.person for one in signs.values() if one.person]
    insured = [one.insurance for one in signs.values() if one.insurance]
    columns = (DossierQuality.dossier_id, DossierQuality.person_mark, DossierQuality.insurance_mark)
    alike = or_(DossierQuality.person_mark.in_(people), DossierQuality.insurance_mark.in_(insured))
    marked = select(*columns).where(alike, DossierQuality.dossier_id.not_in(list(signs)))
    every = [*db.session.execute(marked).all(), *((n, *_both(one)) for n, one in signs.items())]
    by_mark = defaultdict[str, list[tuple[int, str | None]]](list)
    for number, person, insurance in every:
        for mark in filter(None, {person, insurance}):
            by_mark[mark].append((number, insurance))
    return {one.id: _twins_of(one, signs[one.id], by_mark) for one in dossiers}


def _both(signs: Signs) -> tuple[str | None, str | None]:
    return signs.person, signs.insurance


def _twins_of(
    dossier: Dossier, signs: Signs, by_mark: Mapping[str, Sequence[tuple[int, str | None]]]
) -> Sequence[Twin]:
    found = dict(
        one for mark in (signs.person, signs.insurance) if mark for one in by_mark.get(mark, ())
    )
    found.pop(dossier.id, None)
    if not found:
        return ()
    own = select(Dossier).where(Dossier.id.in_(found)).order_by(Dossier.id)
    others = [one for one in db.session.scalars(own) if not is_settled(dossier, one)]
    people = [_keys(dossier, signs.insurance), *(_keys(one, found[one.id]) for one in others)]
    return twins(people).get(str(dossier.uid), ())


def _keys(dossier: Dossier, insurance: str | None) -> Keys:
    return Keys(
        uid=str(dossier.uid),
        name=dossier.full_name,
        birth_date=dossier.birth_date,
        sex=dossier.sex,
        social_insurance_no=insurance or "",
    )


def case_of(one: Dossier, other: Dossier) -> TwinCase | None:
    """What was decided of the two."""
    low, high = sorted((one.id, other.id))
    own = select(TwinCase).where(TwinCase.first_id == low, TwinCase.second_id == high)
    return db.session.scalars(own).first()


def double_of(dossier: Dossier) -> TwinCase | None:
    """The decision by which this dossier is a double that is still to be ended."""
    if dossier.standing is Standing.LEFT:
        return None
    own = select(TwinCase).where(
        or_(TwinCase.first_id == dossier.id, TwinCase.second_id == dossier.id),
        TwinCase.verdict == TwinVerdict.ONE,
        TwinCase.stays_id != dossier.id,
    )
    return db.session.scalars(own.order_by(TwinCase.id)).first()


def is_settled(one: Dossier, other: Dossier) -> bool:
    """Two people, or one of whose dossiers the one that goes is closed."""
    case = case_of(one, other)
    if case is None:
        return False
    if case.verdict is TwinVerdict.TWO:
        return True
    goes = other if case.stays_id == one.id else one
    return goes.standing is Standing.LEFT


def twin_pairs(actor: Actor, *, after: tuple[int, int] | None = None, size: int = 50) -> list[Pair]:
    """The queue: pairs of which the reader keeps one dossier and nothing settled them."""
    found: list[Pair] = []
    while len(found) <= size:
        ids = [(row[0], row[1]) for row in db.session.execute(_alike(actor, after).limit(size))]
        found += [pair for one, other in ids if (pair := _pair(one, other, actor)) is not None]
        if len(ids) < size:
            break
        after = ids[-1]
    return found[: size + 1]


def _alike(actor: Actor, after: tuple[int, int] | None) -> Select[int, int]:
    """The ids of pairs with the same marks; of two dossiers that one sees the pair comes once."""
    one, other = aliased(DossierQuality), aliased(DossierQuality)
    seen = select(Dossier.id).where(visible_to(actor)).scalar_subquery()
    is_same = or_(
        one.person_mark == other.person_mark,
        one.insurance_mark == other.insurance_mark,
    )
    found = (
        select(one.dossier_id, other.dossier_id)
        .join(other, is_same)
        .where(one.dossier_id != other.dossier_id, one.dossier_id.in_(seen))
        .where(or_(one.dossier_id < other.dossier_id, other.dossier_id.not_in(seen)))
        .order_by(one.dossier_id, other.dossier_id)
    )
    if after is None:
        return found
    low, high = after
    is_next = or_(one.dossier_id > low, (one.dossier_id == low) & (other.dossier_id > high))
    return found.where(is_next)


def _pair(one_id: int, other_id: int, actor: Actor) -> Pair | None:
    one, other = db.session.get_one(Dossier, one_id), db.session.get_one(Dossier, other_id)
    if is_settled(one, other) or not allowed(actor, Can.DECIDE_TWINS, (one, other)):
        return None
    return Pair(one, other, _same(one, other), case_of(one, other))


def _same(one: Dossier, other: Dossier) -> frozenset[str]:
    left = db.session.get_one(DossierQuality, one.id)
    right = db.session.get_one(DossierQuality, other.id)
    marks = {
        "person": (left.person_mark, right.person_mark),
        "insurance": (left.insurance_mark, right.insurance_mark),
    }
    return frozenset(name for name, (mine, its) in marks.items() if mine and mine == its)


def twin_pair(first: UUID, second: UUID, actor: Actor) -> tuple[Dossier, Dossier]:
    """Two dossiers that are alike, or 404 for whoever keeps neither."""
    own = select(Dossier).where(Dossier.uid.in_({first, second}))
    found = {one.uid: one for one in db.session.scalars(own)}
    if len(found) == 2:
        pair = (found[first], found[second])
        if allowed(actor, Can.DECIDE_TWINS, pair) and _are_alike(*pair):
            return pair
    raise NotFound(_("There is no such pair of dossiers."))


def _are_alike(one: Dossier, other: Dossier) -> bool:
    checked = select(DossierQuality.dossier_id).where(
        DossierQuality.dossier_id.in_((one.id, other.id))
    )
    return len(db.session.scalars(checked).all()) == 2 and bool(_same(one, other))
