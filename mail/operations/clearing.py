"""What never became a letter goes in time too: mail that failed on its way in, notices sent."""

from collections.abc import Sequence

from mail.models import ArrivalState, MailArrival, MailState, OutgoingMail
from mail.operations.purging import drop_later
from mail.policy import Can
from mail.queries.clearing import is_arrival_held
from office import audit
from office.db import operation
from office.permissions import Actor, require


@operation
def clear_failed(arrivals: Sequence[MailArrival], *, by: Actor) -> None:
    """Drop the bytes of mail that could not be delivered; who wrote to whom and why stays."""
    require(by, Can.CARRY_OUT)
    free = [one for one in arrivals if not is_arrival_held(one)]
    for arrival in free:
        audit.record("mail.arrival_dropped", arrival, by=by, sha256=arrival.sha256)
        drop_later([arrival.sha256], key=str(arrival.uid))
        arrival.state, arrival.sha256 = ArrivalState.DROPPED, ""


@operation
def clear_posted(mails: Sequence[OutgoingMail], *, by: Actor) -> None:
    """Forget what notices of the house said; that they were sent, when and to whom stays."""
    require(by, Can.CARRY_OUT)
    for mail in mails:
        audit.record("mail.notice_dropped", mail, by=by, state=mail.state, to=mail.to)
        hashes = {mail.sha256, *(str(one.get("sha256", "")) for one in mail.attachments)}
        drop_later(hashes, key=str(mail.uid))
        mail.subject = mail.text = mail.sha256 = ""
        mail.attachments = []
        if mail.state is MailState.FAILED:  # nobody can have it sent again
            mail.state = MailState.WITHDRAWN
