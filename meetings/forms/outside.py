"""A calendar file as it comes: read by the limited child, and nothing of it kept but times."""

from flask import request

from meetings.models import ZONE
from meetings.operations.outside import frame
from office.errors import Invalid
from office.foreign.calendars import LARGEST, BusyTime, busy_times
from office.foreign.refusals import ForeignFileRefused
from office.i18n import _


def sent_times() -> list[BusyTime]:
    """The busy times of the file on the form; what is wrong with it stands at its field."""
    file = request.files.get("file")
    data = file.stream.read(LARGEST + 1) if file else b""
    if not data:
        told = _("Choose a file.")
        raise Invalid(told, fields={"file": told})
    try:
        return times_of(data)
    except ForeignFileRefused as refusal:
        told = f"{refusal.message} {refusal.fix}".strip()
        raise Invalid(told, fields={"file": told}) from refusal


def times_of(data: bytes) -> list[BusyTime]:
    """The same of bytes; raises `ForeignFileRefused`."""
    days = frame()
    return busy_times(data, begin=days.starts_at, end=days.ends_at, zone=ZONE)
