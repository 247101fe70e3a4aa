"""The first matter: the ministry's signed letter with two annexes, as the axis brings it."""

from collections.abc import Callable
from datetime import date, datetime

from documents.axis.sandbox.letters import Agency, Letter, letter
from documents.compose.form import compose_form
from documents.compose.places import Composed
from documents.compose.samples import scanned
from documents.compose.word_template import template_docx
from documents.demo.texts import annex_content, first_letter
from office import clock, law
from office.demo_data import DemoAnnex, DemoExternal, agency, external_agency, first_matter

Sign = Callable[[Composed], bytes]
MAIN_NAME = "412-BHC-CQCS.pdf"
DAY, MOMENT = "%Y/%m/%d", "%Y/%m/%d %H:%M:%S"


def first_message(sign: Sign, *, at: datetime) -> bytes:
    """The edXML message; `sign` puts the ministry's two signatures on the letter."""
    matter = first_matter()
    sender, receiver = external_agency(matter.sender), agency(matter.receiver)
    today = clock.to_local(at).date()
    issued_on = clock.add_working_days(today, -matter.dated_days_ago)
    due_on = clock.add_working_days(today, matter.reply_in_working_days)
    composed = first_letter(matter, sender, issued_on=issued_on, due=f"{due_on:%d/%m/%Y}")
    annexes = [(row.file_name, _annex(row, sender, issued_on)) for row in matter.annexes]
    return letter(
        Letter(
            sender=Agency(code=sender.old_organ_id, name=sender.vi),
            receivers=[Agency(code=receiver.organ_id, name=receiver.vi)],
            number=str(matter.number),
            notation=matter.symbol,
            issued=issued_on.strftime(DAY),
            subject=matter.subject,
            files=[(MAIN_NAME, sign(composed)), *annexes],
            sent_at=clock.to_local(at).strftime(MOMENT),
            place=matter.place,
            type_name=law.document_type(matter.type).vi,
            signer=matter.signer.name,
            signer_position=matter.signer.position,
            signer_competence=matter.signer.lines[0],
            due=due_on.strftime(DAY),
            priority="1",
            pages=composed.pages,
            to_places=list(matter.addressees),
        )
    )


def _annex(annex: DemoAnnex, sender: DemoExternal, on: date) -> bytes:
    content = annex_content(annex, sender, on=on)
    if annex.form == "docx":
        return template_docx(content)
    return scanned(compose_form(content).pdf)
