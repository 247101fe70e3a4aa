"""What the chair concluded on an item (kết luận), as the secretary read it back."""

from meetings.models import AgendaItem, Meeting
from meetings.operations.minutes_papers import void_paper
from meetings.operations.minutes_writing import refuse_fixed
from meetings.operations.telling import take_turn, tell
from meetings.policy.minutes import Can
from office import audit
from office.db import db, operation
from office.errors import Invalid
from office.i18n import _
from office.permissions import Actor, require

LONGEST = 20_000
LONGEST_NUMBER = 40


@operation
def conclude_item(item: AgendaItem, words: str, decision_number: str = "", *, by: Actor) -> None:
    """Keep the conclusion on an item and the number of its decision."""
    meeting = db.session.get_one(Meeting, item.meeting_id)
    require(by, Can.WRITE, meeting)
    take_turn(meeting)
    db.session.refresh(item)
    refuse_fixed(meeting)
    given, number = words.replace("\r\n", "\n").strip(), decision_number.strip()
    if len(given) > LONGEST or len(number) > LONGEST_NUMBER:
        problem = _("At most %(count)s characters.", count=LONGEST)
        raise Invalid(_("The conclusion is too long."), fields={"conclusion": problem})
    if (given, number) == (item.conclusion, item.decision_number):
        return
    item.conclusion, item.decision_number = given, number
    audit.record("meeting.conclude", meeting, by=by, item=item.uid, number=number)
    void_paper(meeting, _("A conclusion was changed."), by=by)
    tell(meeting, "concluded", by=by, item=item.uid)
