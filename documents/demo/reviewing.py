"""The way of drafts in the demo folder: checks of decisions, one in turn, one sent back."""

from datetime import date
from functools import partial

from documents import operations, queries
from documents.demo.history import form_of
from documents.demo.signed import _has_pdf, _wait
from documents.demo.staff import Staff, working_agencies
from documents.models import Document, StepKind
from documents.operations.review_rules import StepWords
from documents.operations.reviewing import Mark
from documents.operations.sheets import SheetWords
from office import clock, demo_data
from office.demo import Demo, demo_step
from office.i18n import _l
from office.permissions import Actor, Role
from office.units import queries as units

ADMIN = Actor(name="Hệ thống", roles=frozenset({Role.ADMIN}))
DECISION = "quyet-dinh"
# Words of record: they are Vietnamese for every reader.
SHEET = SheetWords(
    summary="Dự thảo Quyết định thay thế quy định hiện hành sau khi sắp xếp tổ chức bộ máy.",
    basis="Luật Tổ chức chính quyền địa phương; quy chế làm việc của cơ quan.",
    proposal="Kính trình lãnh đạo xem xét, ký ban hành.",
)
OPINION = "Nội dung phù hợp, đã rà soát số liệu."
REASON = "Đề nghị rà soát lại căn cứ pháp lý và điều khoản thi hành."
MARKS = (
    Mark("Nêu đủ số, ngày và cơ quan ban hành của căn cứ.", 1, "Căn cứ"),
    Mark("Ghi rõ ngày có hiệu lực.", 1, "có hiệu lực"),
)


@demo_step(225, "reviewing", label=_l("Drafts on their way to the signature"))
def show_ways(_demo: Demo) -> None:
    """Decisions of the best staffed agency are checked: by the head, the law, the clerks."""
    house = working_agencies()[0]
    room, head = next(iter(house.heads.items()))
    checker = [one for one in house.heads.values() if one.unit_id != room][-1]
    if not queries.review_rules(house.agency_id):  # begun anew after it was cut off
        _set_rules(house, checker)
    drafts = [one for one in demo_data.outgoing_subjects(clock.today()) if one.type == DECISION]
    people = house.officials.get(room) or [head]
    for place, draft in enumerate(drafts[:2]):
        document = _submitted(house, draft, people[0])
        operations.pass_check(document, OPINION, by=head)
        if place:
            operations.send_back(document, REASON, marks=MARKS, by=checker)


def _set_rules(house: Staff, checker: Actor) -> None:
    desks = {
        StepKind.CONTENT: None,
        StepKind.LEGAL: checker.desk_id,
        StepKind.FORM: units.clerk_desk(house.agency_id).id,
    }
    since = date(clock.today().year, 1, 1)
    for kind, desk_id in desks.items():
        words = StepWords(kind, desk_id, [DECISION], since)
        operations.set_review_rule(house.agency_id, words, by=ADMIN)


def _submitted(house: Staff, draft: demo_data.DemoDraft, drafter: Actor) -> Document:
    document = operations.start_draft(subject=draft.text, type_code=DECISION, by=drafter)
    authority = units.signers_of(document.agency_id, DECISION, clock.today())
    signers = [row.desk_id for row in authority]
    main = next(one.desk_id or 0 for one in house.leaders if one.desk_id in signers)
    form = form_of(draft, document) | {"signer_desk_id": main, "addressees": []}
    operations.save_form(document, form, by=drafter)
    operations.write_sheet(document, SHEET, by=drafter)
    _wait(partial(_has_pdf, document))
    operations.submit(document, main, by=drafter)
    return document
