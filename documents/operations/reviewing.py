"""The way of a submitted draft: one step in turn, sent back with marks, several signers in order.

Decree 30/2020/NĐ-CP art. 10 to 13: content, legal form and layout are checked before the
signature; who finds a fault sends the draft back, and a changed draft goes the whole way again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from documents.lifecycle import OUTGOING, STEP
from documents.models import (
    Document,
    Draft,
    DraftMark,
    Duty,
    ReviewStep,
    RoutingState,
    StepKind,
    StepState,
)
from documents.operations.assignees import refuse_vacant
from documents.operations.desk_work import lay, lift_all, log, refresh_lists
from documents.operations.sheets import ask_for_sheet
from documents.operations.wording import needed
from documents.policy import Can
from documents.policy.reviewing import Can as Reviewing
from documents.queries import reviewing as queries
from office import audit, clock, notices
from office.db import db, new_uid, operation
from office.errors import Invalid, Refusal
from office.i18n import _, _l
from office.law.layouts import Signing, layout_of
from office.permissions import SYSTEM, Actor, require
from office.units import queries as units

Planned = tuple[StepKind, int, str]
DUTIES = (Duty.CHECK, Duty.SIGN)
MOST_MARKS = 50
SENT_BACK = "draft_sent_back"
INITIALS = {"nhay1": (StepKind.CONTENT,), "nhay2": (StepKind.LEGAL, StepKind.FORM)}


@dataclass(frozen=True)
class Mark:
    """A place of the draft and what is to be done there."""

    words: str
    page: int | None = None
    passage: str = ""


def begin_way(document: Document, way: Sequence[Planned], *, by: Actor) -> ReviewStep:
    """Write down the steps of a submission and give the first its turn."""
    number = _rounds(document) + 1
    rows = [
        ReviewStep(
            uid=new_uid(),
            document_id=document.id,
            round=number,
            position=place,
            kind=kind,
            desk_id=desk_id,
            field=field,
            state=StepState.WAITING,
        )
        for place, (kind, desk_id, field) in enumerate(way, 1)
    ]
    db.session.add_all(rows)
    db.session.flush()
    return _turn(document, rows[0], by=by)


def planned_way(document: Document, draft: Draft) -> list[Planned]:
    """The checks that are asked for, then the signers; nobody checks what he drafted or signs."""
    others = queries.co_signers_of(document)
    main = draft.signer_desk_id
    signers = [(desk_id, f"chuky{place}") for place, desk_id in enumerate(others, 2)]
    if main is not None:
        signers.append((main, "chuky1"))
    passed_over = {document.desk_id, *(desk_id for desk_id, _field in signers)}
    checks = [
        (kind, desk_id, "")
        for kind, desk_id in queries.checks_of(document)
        if desk_id not in passed_over
    ]
    return [*checks, *((StepKind.SIGN, desk_id, field) for desk_id, field in signers)]


def refuse_unfit_way(document: Document, way: Sequence[Planned]) -> None:
    """Each who signs may sign this type, and somebody works at every desk of the way.

    Who keeps the record of minutes signs them beside the chair, whatever his post.
    """
    today = clock.today()
    is_minutes = layout_of(document.type_code).signing is Signing.MINUTES
    for kind, desk_id, field in way:
        is_signer = kind is StepKind.SIGN and not (is_minutes and field != "chuky1")
        if is_signer and not units.authority_for(desk_id, document.type_code, today):
            name = units.desk_label(desk_id)
            raise Refusal(
                _("%(name)s may not sign documents of this type.", name=name),
                basis=_("The signing authority of the agency (Decree 30/2020/NĐ-CP art. 13)."),
                fix=_("Choose another signer."),
            )
    refuse_vacant([desk_id for _kind, desk_id, _field in way], field="signer")


def _rounds(document: Document) -> int:
    mine = select(func.max(ReviewStep.round)).where(ReviewStep.document_id == document.id)
    return db.session.scalar(mine) or 0


def _turn(document: Document, step: ReviewStep, *, by: Actor) -> ReviewStep:
    STEP.advance(step, "open", SYSTEM)
    step.opened_at = clock.now()
    lay(document, step.desk_id, Duty.CHECK if step.is_check else Duty.SIGN, by=by)
    return step


def pass_step(
    document: Document, step: ReviewStep, sha256: str, opinion: str = "", *, by: Actor
) -> ReviewStep | None:
    """End the step in turn well, and give the next one its turn."""
    STEP.advance(step, "pass", by, kind=step.kind, sha256=sha256)
    _decided(step, sha256, opinion, by)
    lift_all(document, RoutingState.DONE, [Duty.CHECK if step.is_check else Duty.SIGN])
    following = next(
        (row for row in queries.present_steps(document) if row.state is StepState.WAITING), None
    )
    if following is not None:
        if step.is_check and not following.is_check:
            OUTGOING.advance(document, "checked", SYSTEM)
        _turn(document, following, by=by)
    ask_for_sheet(document)
    return following


def _decided(step: ReviewStep, sha256: str, opinion: str, by: Actor) -> None:
    step.sha256, step.opinion = sha256, opinion
    step.decided_at = clock.now()
    step.decided_by = by.name
    step.decided_title = by.title or _title_at(step.desk_id)
    step.on_behalf_of = by.on_behalf_of


def _title_at(desk_id: int) -> str:
    held = units.holders(desk_id)
    return held[0].title if held else ""


@operation
def pass_check(document: Document, opinion: str = "", *, by: Actor) -> None:
    """Say that the draft is in order, with an opinion if there is one (kiểm tra đạt)."""
    require(by, Reviewing.CHECK_DRAFT, document)
    step = queries.step_in_turn(document)
    if step is None or not step.is_check:
        raise Refusal(_("This draft is not being checked any more."))
    draft = _draft(document)
    following = pass_step(document, step, draft.submitted_sha256, opinion.strip(), by=by)
    to = units.desk_label(following.desk_id) if following else ""
    log(document, f"outgoing.passed_{step.kind}", by=by, text=opinion.strip(), to=to)
    refresh_lists(document)


def refuse_unplaced(document: Document, draft: Draft) -> None:
    """Each who signs with the main signer needs a field of his own on the pages."""
    for place, desk_id in enumerate(queries.co_signers_of(document), 2):
        if draft.places and f"chuky{place}" not in draft.places:
            raise Refusal(
                _(
                    "The pages have no place for the signature of %(name)s.",
                    name=units.desk_label(desk_id),
                ),
                fix=_("Place it on the page image, or let fewer sign."),
            )


def initials_on(document: Document, draft: Draft) -> dict[str, str]:
    """What the first signature writes beside the text: the initials of who checked it (ký nháy).

    Nobody's stand on a text that the signer changed after the checks.
    """
    if draft.pdf_sha256 != draft.submitted_sha256:
        return {}
    found = {
        name: "/".join(
            letters_of(step.decided_by)
            for step in queries.initials_of(document, kinds)
            if step.sha256 == draft.submitted_sha256
        )
        for name, kinds in INITIALS.items()
        if name in draft.places
    }
    return {name: letters for name, letters in found.items() if letters}


def letters_of(name: str) -> str:
    """Nguyễn Văn An signs in short as N.V.A."""
    return ".".join(word[0].upper() for word in name.split() if word[0].isalpha())


# ------------------------------------------------------------------ sending back, marks


def stop_way(document: Document, end: StepState, *, by: Actor, reason: str = "") -> None:
    """End the way of a submission: sent back by whose turn it is, or withdrawn by the drafter."""
    lift_all(document, RoutingState(end.value), DUTIES)
    for step in queries.present_steps(document):
        if step.state is StepState.OPEN and end is StepState.RETURNED:
            STEP.advance(step, "send_back", by, kind=step.kind)
            _decided(step, _draft(document).pdf_sha256, reason, by)
        elif step.state in (StepState.OPEN, StepState.WAITING):
            STEP.advance(step, "withdraw", SYSTEM)
    ask_for_sheet(document)


@operation
def keep_marks(document: Document, marks: Sequence[Mark], *, by: Actor) -> None:
    """Keep the marked places with a draft that is sent back (đánh dấu)."""
    if len(marks) > MOST_MARKS:
        raise Invalid(_("At most %(count)s marks at once.", count=MOST_MARKS))
    revision = _draft(document).revision
    for mark in marks:
        db.session.add(
            DraftMark(
                uid=new_uid(),
                document_id=document.id,
                page=mark.page,
                passage=mark.passage.strip(),
                words=needed(mark.words),
                revision=revision,
                made_at=clock.now(),
                made_by=by.name,
                made_title=by.title,
            )
        )


def tell_drafter(document: Document) -> None:
    """A draft that comes back is told at once; finishing one of one's own is not."""
    notices.tell(
        document.desk_id,
        kind=SENT_BACK,
        text=_l("A draft came back to you"),
        url=f"/documents/{document.uid}",
        key=f"{SENT_BACK}:{document.uid}:{_rounds(document)}",
    )


@operation
def answer_mark(document: Document, mark: DraftMark, answer: str, *, by: Actor) -> None:
    """Say at a mark how it was settled, or why the text stays as it is."""
    require(by, Can.EDIT, document)
    if mark.is_settled:
        raise Refusal(_("This mark is settled already."))
    mark.answer = needed(answer)
    audit.record("outgoing.mark_answered", document, by=by, mark=mark.uid)


def settle_marks(document: Document, draft: Draft) -> None:
    """A new submission settles every mark: by a changed text, or by the drafter's words."""
    left = queries.open_marks(document)
    if queries.unmended_marks(document, draft):
        raise Refusal(
            _("The draft has not been changed since it was sent back with marks."),
            fix=_("Mend the marked places, or say at each mark why the text stays."),
        )
    for mark in left:
        mark.settled_revision = draft.revision


def _draft(document: Document) -> Draft:
    return db.session.scalars(select(Draft).where(Draft.document_id == document.id)).one()
