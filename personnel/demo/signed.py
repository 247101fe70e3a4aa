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
from personnel.demo.office import CLERK, SIGNER, change_of, keeper, official
from personnel.law.raises import Holding, next_raise
from personnel.models import DecisionState, Dossier, PersonnelDecision, Standing
from personnel.operations import Outline, Wish
from personnel.record.timeline import Change, known, state
from personnel.record.values import plain
from signing import operations as signing
from signing import queries as signatures

PATIENCE, PAUSE = 120.0, 0.3
LIST = 40
RATED_ON = date(2026, 6, 30)
RATED = "Về việc công nhận kết quả đánh giá, xếp loại chất lượng quý II năm 2026"


class TooSlow(Exception):
    """The workers did not come to it in time; the step is begun anew at the next start."""


@demo_step(178, "register-signed", label=_l("Signed decisions on officials"))
def write_decisions(demo: Demo) -> None:
    """Raises of two half years, the evaluation of a year, a reward; then work that waits."""
    today = clock.today()
    for since, until in ((date(2025, 7, 1), date(2026, 1, 1)), (date(2026, 1, 1), today)):
        subject = f"Về việc nâng bậc lương thường xuyên từ {since:%d/%m/%Y} đến {until:%d/%m/%Y}"
        _let_sign(demo, Outline("raise", since, subject), list(_raises(demo, since, until)))
    _let_sign(demo, Outline("evaluation", RATED_ON, RATED), list(_ratings(demo)))
    _mistake(demo)
    _leave_open(demo, today)


def _mine(demo: Demo) -> list[Dossier]:
    """The dossiers of those who serve in the department itself, but for the keeper's own."""
    by = keeper(demo)
    own = select(Dossier).where(
        Dossier.agency_id == by.agency_id,
        Dossier.person_id != by.person_id,
        Dossier.standing == Standing.SERVING,
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
            yield Wish(dossier, change_of("pay", raw, found.due))


def _raised(
    values: object, step: int, coefficient: Decimal, over_grade: int, since: date
) -> dict[str, object]:
    kept = dict(values)  # type: ignore[call-overload]
    over = {"over_grade": over_grade} if over_grade else {}
    new = {"step": step, "coefficient": str(coefficient), "step_since": since.isoformat()}
    return {**kept, **new, **over}


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
        yield Wish(dossier, change_of("evaluation", raw, RATED_ON))


def _mistake(demo: Demo) -> None:
    """A reward goes to the wrong one of two: it is cancelled, and a rating is put right."""
    by, people = keeper(demo), _mine(demo)
    raw: dict[str, object] = {"form": "giay_khen", "level": "agency", "title": "Giấy khen"}
    subject = "Về việc tặng Giấy khen cho công chức có thành tích trong quý II năm 2026"
    wish = Wish(people[2], change_of("reward", raw, RATED_ON))
    _let_sign(demo, Outline("reward", RATED_ON, subject), [wish])
    given = _decision(subject)
    if given is not None and given.state is DecisionState.RECORDED:
        reason = "Ghi nhầm người được khen thưởng"
        _issue(demo, operations.cancel_decision(given, reason=reason, effective_on=RATED_ON, by=by))
    rated = _decision(RATED)
    about = "Về việc đính chính kết quả xếp loại chất lượng của một công chức"
    if rated is not None:
        wish = _corrected(rated, people[1])
        outline = Outline("correct", RATED_ON, about, "Cộng sót điểm", corrects=rated)
        _let_sign(demo, outline, [wish])


def _corrected(rated: PersonnelDecision, dossier: Dossier) -> Wish:
    """The line that the decision wrote for him, with two points more."""
    rows = known(queries.timeline(dossier, ["evaluation"]))
    row = next(one for one in rows if one.decision_uid == rated.uid)
    values = dict(row.values)
    values |= {name: str(Decimal(values[name]) + 2) for name in ("results", "score")}
    change = Change(row.group, row.slot, row.valid_from, values=values, line=row.line)
    return Wish(dossier, change)


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
    wish = Wish(mover, change_of("assignment", raw, begins))
    decision = operations.draft_decision(Outline("rotate", begins, subject), [wish], by=by)
    uid = operations.send_decision(decision, by=by)
    _submit(demo, uid, by)
    gone = change_of("exit", {"kind": "retire"}, begins.replace(day=1))
    operations.draft_decision(Outline("retire", begins.replace(day=1)), [Wish(leaver, gone)], by=by)


# ------------------------------------------------------------------------------- signing


def _is_there(subject: str) -> bool:
    return _decision(subject) is not None


def _decision(subject: str) -> PersonnelDecision | None:
    named = select(PersonnelDecision).where(PersonnelDecision.subject == subject)
    return db.session.scalars(named.order_by(PersonnelDecision.id)).first()


def _let_sign(demo: Demo, outline: Outline, wishes: list[Wish]) -> None:
    """The way of every decision, with the PINs of the sheet; once in the life of a folder."""
    if wishes and not _is_there(outline.subject):
        _issue(demo, operations.draft_decision(outline, wishes, by=keeper(demo)))


def _issue(demo: Demo, decision: PersonnelDecision) -> None:
    by, clerk = keeper(demo), official(demo, CLERK)
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
