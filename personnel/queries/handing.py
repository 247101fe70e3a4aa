"""What somebody who leaves a post still holds: at his desks, in his own name, and on paper."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from uuid import UUID

from sqlalchemy import or_, select

from mail import queries as mail
from office import clock
from office.accounts import queries as accounts
from office.db import db
from office.i18n import _l
from office.permissions import Actor
from office.units import queries as units
from office.units.models import Desk, SigningAuthority, Tenure
from office.units.operations.transfers import preview
from personnel.models import OPEN, DecisionChange, Dossier, HandoverMark, PersonnelDecision
from personnel.queries.timeline import timeline
from personnel.record.timeline import PRIMARY, Row, history, known
from signing import queries as signing

LEAVING = frozenset(
    {
        *("retire", "resign", "dismiss", "death", "move", "contract_end"),
        *("transfer", "rotate", "second", "dismiss_post", "suspend"),
    }
)
"""Kinds of decision after which somebody else has to go on with the work."""
LOOK_BACK = timedelta(days=90)
AT_DESK: Mapping[str, tuple[object, frozenset[str]]] = {
    "documents": (_l("Open documents"), frozenset({"document", "routing", "recipient_group"})),
    "papers": (
        _l("Papers to check, sign or answer"),
        frozenset(
            {
                *("draft", "co_signer", "review_step", "review_rule", "opinion", "opinion_round"),
                *("opinion_slip", "document_copy", "document_access", "extension"),
            }
        ),
    ),
    "tasks": (_l("Open tasks"), frozenset({"task", "task_line"})),
    "files": (_l("Work files held"), frozenset({"work_file"})),
    "meetings": (_l("Meetings to run"), frozenset({"meeting", "meeting_series"})),
    "mailboxes": (_l("Mailboxes of the desk"), frozenset({"mailbox"})),
    "staff": (
        _l("Work in the register of officials"),
        frozenset({"personnel_decision", "quality_finding", "register_grant"}),
    ),
}
"""The kinds of open work that lie at a desk, by the tables that hold them."""
IN_OWN_NAME: Mapping[str, object] = {
    "authority": _l("Signing authority of the desk"),
    "delegations": _l("Delegations given or held"),
    "certificate": _l("Signing certificates and seals"),
    "mailbox": _l("Personal mailbox"),
    "lent": _l("Shared mailboxes lent to the person"),
}
BY_HAND: Mapping[str, object] = {
    "paper": _l("Papers and files on paper"),
    "secret": _l("Secret papers by the paper register"),
    "equipment": _l("Equipment and means of work"),
    "card": _l("Official card, keys, token of the signature"),
}


@dataclass(frozen=True)
class Leaving:
    """From which day somebody leaves a post, and the decision that says so while it is drafted."""

    on: date
    decision: UUID | None = None


@dataclass(frozen=True)
class HandItem:
    """One line: how much there is (None where only people know) and who goes on with it."""

    key: str
    label: object
    count: int | None
    goes_on: str = ""
    mark: HandoverMark | None = None

    @property
    def is_done(self) -> bool:
        """Whether nothing is left: ticked off, or somebody else holds the desk."""
        return self.mark is not None or self.count == 0 or bool(self.goes_on)


@dataclass(frozen=True)
class HandGroup:
    """The lines of one desk, in one's own name, or on paper."""

    label: object
    items: Sequence[HandItem]


def leaving_of(dossier: Dossier) -> Leaving | None:
    """The next leaving that is decided or drafted, or the last one for a while."""
    today = clock.today()
    days = list(_days(known(timeline(dossier, ("exit", "assignment"))), today))
    if days:
        coming = [day for day in days if day > today]
        return Leaving(min(coming) if coming else max(days))
    drafted = (
        select(PersonnelDecision)
        .join(DecisionChange, DecisionChange.decision_id == PersonnelDecision.id)
        .where(
            DecisionChange.dossier_id == dossier.id,
            PersonnelDecision.kind.in_(LEAVING),
            PersonnelDecision.state.in_(OPEN),
        )
        .order_by(PersonnelDecision.id.desc())
    )
    decision = db.session.scalars(drafted).first()
    return Leaving(decision.effective_on, decision.uid) if decision else None


def _days(lines: Sequence[Row], today: date) -> Iterator[date]:
    """The days on which service ends, or a primary post in another unit takes over."""
    since = today - LOOK_BACK
    for row in lines:
        if row.group == "exit" and not row.ends and row.valid_from > since:
            yield row.valid_from
    posts = [row for row in history(lines, "assignment") if row.slot == PRIMARY and not row.ends]
    for before, after in pairwise(posts):
        if after.valid_from > since and _unit(before) != _unit(after):
            yield after.valid_from


def _unit(row: Row) -> object:
    said = row.values.get("unit")
    return said.get("unit") or said.get("name") if isinstance(said, Mapping) else said


def handover_of(dossier: Dossier, leaving: Leaving) -> list[HandGroup]:
    """Everything that is to be handed over, group by group."""
    marks = {one.item: one for one in marks_of(dossier)}
    posts = _posts(dossier, leaving)
    found = [
        HandGroup(units.desk_label(one.desk_id), _at_desk(one, dossier, leaving, marks))
        for one in {post.desk_id: post for post in posts}.values()
    ]
    own = [
        HandItem(key, IN_OWN_NAME[key], count, mark=marks.get(key))
        for key, count in _own(dossier, posts).items()
    ]
    by_hand = [HandItem(key, label, None, mark=marks.get(key)) for key, label in BY_HAND.items()]
    own_name, on_paper = _l("In the person's own name"), _l("What only people hand over")
    return [*found, HandGroup(own_name, own), HandGroup(on_paper, by_hand)]


def open_items(groups: Sequence[HandGroup]) -> list[HandItem]:
    """What is still to be handed over."""
    return [item for group in groups for item in group.items if not item.is_done]


def marks_of(dossier: Dossier) -> list[HandoverMark]:
    """What was ticked off and not taken back."""
    own = select(HandoverMark).where(
        HandoverMark.dossier_id == dossier.id, HandoverMark.ended_at.is_(None)
    )
    return list(db.session.scalars(own.order_by(HandoverMark.id)))


def _posts(dossier: Dossier, leaving: Leaving) -> list[Tenure]:
    """The posts held when somebody leaves: those that begin with the leaving are the new ones."""
    day, now = clock.local_midnight(leaving.on), clock.now()
    own = select(Tenure).where(
        Tenure.person_id == dossier.person_id,
        Tenure.valid_from < day,
        or_(Tenure.valid_to.is_(None), Tenure.valid_to >= min(day, now)),
    )
    return list(db.session.scalars(own.order_by(Tenure.id)))


def _at_desk(
    post: Tenure, dossier: Dossier, leaving: Leaving, marks: Mapping[str, HandoverMark]
) -> list[HandItem]:
    desk = db.session.get_one(Desk, post.desk_id)
    counts: dict[str, int] = defaultdict(int)
    for name, count in preview(desk).items():
        counts[name.partition(".")[0]] += count
    goes_on = _goes_on(desk.id, dossier, clock.local_midnight(leaving.on))
    found = []
    for kind, (label, tables) in AT_DESK.items():
        key = f"{kind}:{desk.uid}"
        count = sum(counts[table] for table in tables)
        found.append(HandItem(key, label, count, goes_on, marks.get(key)))
    return found


def _goes_on(desk_id: int, dossier: Dossier, day: datetime) -> str:
    """Who else holds the desk from the day on."""
    holders = units.holders(desk_id, max(day, clock.now()))
    return ", ".join(one.name for one in holders if one.person_id != dossier.person_id)


def _own(dossier: Dossier, posts: Sequence[Tenure]) -> dict[str, int]:
    person_id, now = dossier.person_id, clock.now()
    given = [one.delegation for one in accounts.delegations_of(person_id)]
    held = db.session.scalars(signing.certificates_of(Actor(person_id=person_id)))
    box = mail.own_box(person_id)
    return {
        "authority": _authority(posts),
        "delegations": sum(one.revoked_at is None and one.valid_to > now for one in given),
        "certificate": sum(one.is_usable() for one in held),
        "mailbox": int(box is not None and box.state.value == "active"),
        "lent": _lent(person_id, posts),
    }


def _authority(posts: Sequence[Tenure]) -> int:
    """The authority lies with the desk: it is for whoever sits there next, or is ended."""
    held = select(SigningAuthority).where(
        SigningAuthority.desk_id.in_([one.desk_id for one in posts]),
        or_(SigningAuthority.valid_to.is_(None), SigningAuthority.valid_to > clock.today()),
    )
    return len(db.session.scalars(held).all())


def _lent(person_id: int, posts: Sequence[Tenure]) -> int:
    if not posts:
        return 0
    post = posts[0]
    reader = Actor(
        person_id=person_id, tenure_id=post.id, desk_id=post.desk_id, unit_id=post.unit_id
    )
    return sum(one.is_lent for one in mail.open_boxes(reader))


def leaving_soon(days: int) -> list[Dossier]:
    """Officials whose record changes within so many days; few of them leave."""
    today = clock.today()
    coming = select(Dossier).where(
        Dossier.changes_on > today, Dossier.changes_on <= today + timedelta(days=days)
    )
    return list(db.session.scalars(coming.order_by(Dossier.id)))
