"""Decisions that were really signed: raises and evaluations of many, a transfer to come."""

import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from documents import operations as documents
from documents import queries as register
from office import clock
from office.db import db
from office.demo import Demo, demo_step
from office.i18n import _l
from office.permissions import Actor
from office.units import queries as units
from office.units.models import Unit
from personnel import operations, queries
from personnel.demo.office import CLERK, SIGNER, keeper, official
from personnel.law.raises import Holding, next_raise
from personnel.models import DecisionState, Dossier, PersonnelDecision
from personnel.operations import Outline, Wish
from personnel.record.slots import slot_of
from personnel.record.timeline import Change, state
from personnel.record.values import plain, read
from signing import operations as signing
from signing import queries as signatures

PATIENCE, PAUSE = 120.0, 0.3
LIST = 40
RATED_ON = date(2026, 6, 30)


class TooSlow(Exception):
    """The workers did not come to it in time; the step is begun anew at the next start."""


@demo_step(178, "register-signed", label=_l("Signed decisions on officials"))
def write_decisions(demo: Demo) -> None:
    """Raises of two half years, the evaluation of a year, a reward; then work that waits."""
    today = clock.today()
    for since, until in ((date(2025, 7, 1), date(2026, 1, 1)), (date(2026, 1, 1), today)):
        subject = f"Về việc nâng bậc lương thường xuyên từ {since:%d/%m/%Y} đến {until:%d/%m/%Y}"
        _let_sign(demo, Outline("raise", since, subject), list(_raises(demo, since, until)))
    subject = "Về việc công nhận kết quả đánh giá, xếp loại chất lượng quý II năm 2026"
    _let_sign(demo, Outline("evaluation", RATED_ON, subject), list(_ratings(demo)))
    _leave_open(demo, today)


def _mine(demo: Demo) -> list[Dossier]:
    """The dossiers of the department itself, but for the keeper's own."""
    by = keeper(demo)
    own = select(Dossier).where(
        Dossier.agency_id == by.agency_id, Dossier.person_id != by.person_id
    )
    return list(db.session.scalars(own.order_by(Dossier.id)))


def _raises(demo: Demo, since: date, until: date) -> Iterator[Wish]:
    for dossier in _mine(demo):
        rows = state(queries.timeline(dossier, ["pay"]), until).get("pay", [])
        if not rows:
            continue
        values = rows[-1].values
        held = Holding(
            scale=str(plain(values["scale"])),
            step=int(values["step"]),
            since=date.fromisoformat(values["step_since"]),
            over_grade=int(values.get("over_grade") or 0),
        )
        found = next_raise(held)
        if found is not None and since <= found.due < until:
            raw = _raised(values, found.step, found.coefficient, found.over_grade, found.due)
            yield Wish(dossier, _change("pay", raw, found.due))


def _raised(
    values: object, step: int, coefficient: Decimal, over_grade: int, since: date
) -> dict[str, object]:
    kept = dict(values)  # type: ignore[call-overload]
    over = {"over_grade": over_grade} if over_grade else {}
    new = {"step": step, "coefficient": str(coefficient), "step_since": since.isoformat()}
    return {**kept, **new, **over}


def _change(group: str, raw: dict[str, object], since: date) -> Change:
    values, problems = read(group, raw, clock.today())
    if problems:
        raise ValueError(f"{group}: {problems}")
    return Change(group, slot_of(group, values), since, values=values)


def _ratings(demo: Demo) -> Iterator[Wish]:
    """One in five of those rated good is excellent: Decree 335/2025/NĐ-CP."""
    for place, dossier in enumerate(_mine(demo)[:LIST]):
        score = 91 if place % 6 == 0 else 76 + place % 12
        level = "HTXSNV" if place % 6 == 0 else "HTTNV"
        raw: dict[str, object] = {
            "period": "2026-Q2",
            "general": "27",
            "results": str(score - 27),
            "score": str(score),
            "level": level,
        }
        yield Wish(dossier, _change("evaluation", raw, RATED_ON))


def _leave_open(demo: Demo, today: date) -> None:
    """A rotation that waits for its signature, a retirement in preparation."""
    people = [one for one in _mine(demo) if one.title == "Chuyên viên"]
    if len(people) < 2 or _is_there("Về việc luân chuyển công chức về cơ sở"):
        return
    by, begins = keeper(demo), today + timedelta(days=21)
    mover, leaver = people[0], people[-1]
    unit = next(row for row in units.agencies() if "Phú Khê" in row.name)
    raw: dict[str, object] = {
        "kind": "rotate",
        "unit": {"unit": str(db.session.get_one(Unit, unit.unit_id).uid), "name": unit.name},
        "title": "Phó Chủ tịch Ủy ban nhân dân xã",
        "position": "Phó Chủ tịch Ủy ban nhân dân xã",
        "function": "official",
        "is_primary": True,
        "term_end": begins.replace(year=begins.year + 3).isoformat(),
    }
    subject = "Về việc luân chuyển công chức về cơ sở"
    wish = Wish(mover, _change("assignment", raw, begins))
    decision = operations.draft_decision(Outline("rotate", begins, subject), [wish], by=by)
    uid = operations.send_decision(decision, by=by)
    _submit(demo, uid, by)
    gone = _change("exit", {"kind": "retire"}, begins.replace(day=1))
    operations.draft_decision(Outline("retire", begins.replace(day=1)), [Wish(leaver, gone)], by=by)


# ------------------------------------------------------------------------------- signing


def _is_there(subject: str) -> bool:
    known = select(PersonnelDecision.id).where(PersonnelDecision.subject == subject)
    return db.session.scalar(known.limit(1)) is not None


def _let_sign(demo: Demo, outline: Outline, wishes: list[Wish]) -> None:
    """The way of every decision, with the PINs of the sheet; once in the life of a folder."""
    if not wishes or _is_there(outline.subject):
        return
    by, clerk = keeper(demo), official(demo, CLERK)
    decision = operations.draft_decision(outline, wishes, by=by)
    uid = operations.send_decision(decision, by=by)
    chief = _submit(demo, uid, by)
    document = register.visible_document(uid, chief)
    documents.mark_read(document, by=chief)
    _sign(demo, SIGNER, chief, documents.prepare_signature(document, by=chief))
    _wait(lambda: _state_of(uid, chief) == "signed")
    documents.number_document(document, issue_when_sealed=True, by=clerk)
    draft = register.draft_of(document)
    if draft is not None:
        seal = signatures.request_by_uid(UUID(draft.seal_request))
        _sign(demo, CLERK, clerk, seal)
    _wait(lambda: _is_settled(decision))


def _submit(demo: Demo, uid: UUID, by: Actor) -> Actor:
    chief = official(demo, SIGNER)
    _wait(lambda: _pages_of(uid, by) != "")
    documents.submit(register.visible_document(uid, by), chief.desk_id or 0, by=by)
    return chief


def _sign(demo: Demo, login: str, by: Actor, request: signing.SigningRequest) -> None:
    def is_ready() -> bool:
        _look_again()
        return request.state.value == "ready"

    _wait(is_ready)
    signing.sign_value(request, pin=demo.account(login).pin, by=by)


def _pages_of(uid: UUID, reader: Actor) -> str:
    _look_again()
    draft = register.draft_of(register.visible_document(uid, reader))
    return draft.pdf_sha256 if draft else ""


def _state_of(uid: UUID, reader: Actor) -> str:
    _look_again()
    return str(register.visible_document(uid, reader).state.value)


def _is_settled(decision: PersonnelDecision) -> bool:
    _look_again()
    return decision.state in (DecisionState.RECORDED, DecisionState.REFUSED)


def _look_again() -> None:
    db.session.rollback()
    db.session.expire_all()


def _wait(reached: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE
    while not reached():
        if time.monotonic() > ends:
            raise TooSlow
        time.sleep(PAUSE)
