"""Secret papers: that one came is noted by number and day, and nothing else (sổ mật giấy)."""

import re
from datetime import date

from documents.models import SecretPaper
from documents.policy import Can
from office import audit, clock
from office.db import db, new_uid, operation
from office.errors import Invalid
from office.i18n import _
from office.permissions import Actor, require

NUMBER = re.compile(r"\d{1,7}[A-Za-zĐđ]?")


@operation
def note_secret_paper(agency_id: int, number: str, arrived_on: date, *, by: Actor) -> SecretPaper:
    """Note that a secret paper went to the paper register; words of content are refused."""
    paper = SecretPaper(
        uid=new_uid(),
        agency_id=agency_id,
        number=number.strip(),
        arrived_on=arrived_on,
        noted_by=by.name,
        noted_at=clock.now(),
    )
    require(by, Can.REGISTER, paper)
    _refuse_content(paper)
    db.session.add(paper)
    db.session.flush()
    audit.record("secret_paper.noted", paper, by=by)
    return paper


def _refuse_content(paper: SecretPaper) -> None:
    wrong = {}
    if not NUMBER.fullmatch(paper.number):
        wrong["number"] = _("Only the number in the paper register, like 12 or 12a.")
    if paper.arrived_on > clock.today():
        wrong["arrived_on"] = _("This day lies ahead.")
    if wrong:
        raise Invalid(_("Nothing of its content is written here."), fields=wrong)
