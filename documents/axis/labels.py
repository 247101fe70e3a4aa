"""The names of the exchange codes as officials read them."""

from documents.axis.codes import BusinessKind, Priority, StatusCode, status_code
from office.i18n import _, _l

STATUS_LABELS = {
    StatusCode.ARRIVED: _l("Arrived"),
    StatusCode.REFUSED: _l("Refused"),
    StatusCode.RECEIVED: _l("Received and registered"),
    StatusCode.ASSIGNED: _l("Assigned"),
    StatusCode.IN_PROGRESS: _l("In progress"),
    StatusCode.COMPLETED: _l("Completed"),
    StatusCode.TAKE_BACK: _l("Asked to be taken back"),
    StatusCode.AGREED: _l("Taking back or update agreed"),
    StatusCode.DECLINED: _l("Taking back or update declined"),
}
BUSINESS_LABELS = {
    BusinessKind.NEW: _l("New document"),
    BusinessKind.RECALL: _l("Recall"),
    BusinessKind.UPDATE: _l("Update"),
    BusinessKind.REPLACE: _l("Replacement"),
}
PRIORITY_LABELS = {
    Priority.NORMAL: _l("Normal"),
    Priority.URGENT: _l("Urgent"),
    Priority.VERY_URGENT: _l("Very urgent"),
    Priority.EXPRESS: _l("Express"),
    Priority.EXPRESS_TIMED: _l("Express, at a set hour"),
}


def status_label(code: str) -> str:
    """The name of a status; a code that the standard does not know keeps its number."""
    known = status_code(code)
    if isinstance(known, StatusCode):
        return str(STATUS_LABELS[known])
    return _("Status %(code)s", code=code)
