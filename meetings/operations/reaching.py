"""Whom a document of a meeting reaches (units, other agencies, guests), and who signs it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from documents import operations as documents
from documents import queries as register
from meetings.models import Meeting, MeetingTask, Part, Participant
from office import clock, search
from office.db import db
from office.units import queries as units
from office.units.models import Unit
from office.units.picker import head_desk_id

AS_PRESENT = "Như thành phần dự họp"  # printed in the document itself


def receivers_of(meeting: Meeting, people: Iterable[Participant]) -> list[str]:
    """Those on the list, each once; the chair is who writes."""
    found = (_code_of(meeting, one) for one in people if one.part != Part.CHAIR)
    return list(dict.fromkeys(code for code in found if code))


def concerned(
    meeting: Meeting, tasks: Sequence[MeetingTask], people: Iterable[Participant]
) -> list[str]:
    """Those whom the conclusions concern (Decision 45/2018/QĐ-TTg): who has a task, who was asked.

    Of a restricted meeting only those learn of them who have something to do.
    """
    doing = [code for one in _units_at_work(tasks) if (code := _unit_code(meeting, one))]
    others = [] if meeting.is_restricted else receivers_of(meeting, people)
    return list(dict.fromkeys([*doing, *others]))


def printed_copies(meeting: Meeting, tasks: Sequence[MeetingTask]) -> list[str]:
    """The lines at the foot of the notice (Nơi nhận): who was there, and who has a task."""
    named = [units.name_of(one) for one in _units_at_work(tasks)]
    return list(dict.fromkeys(named if meeting.is_restricted else [AS_PRESENT, *named]))


def signed_by(meeting: Meeting, type_code: str, people: Iterable[Participant]) -> dict[str, Any]:
    """The chair signs what he may sign; else the draft keeps whoever usually does."""
    chairs = {one.desk_id for one in people if one.part == Part.CHAIR}
    agency_id = units.successor_of(meeting.agency_id)
    may = [row.desk_id for row in units.signers_of(agency_id, type_code, clock.today())]
    return {"signer_desk_id": next((one for one in may if one in chairs), None)}


def _units_at_work(tasks: Sequence[MeetingTask]) -> Iterator[int]:
    """The lead units first, then those that cooperate, as they are called today."""
    yield from (units.successor_of(one.lead_unit_id) for one in tasks)
    yield from (units.successor_of(unit) for one in tasks for unit in one.helper_ids)


def _code_of(meeting: Meeting, one: Participant) -> str:
    if one.unit_id is None:
        return _guest_code(one)
    unit_id = units.successor_of(one.unit_id)
    sits_above = unit_id == units.successor_of(meeting.agency_id)
    if sits_above and one.desk_id and units.location(one.desk_id):
        return documents.receivers.desk_code(one.desk_id)
    return _unit_code(meeting, unit_id)


def _unit_code(meeting: Meeting, unit_id: int) -> str:
    """A unit of this house by its desk; one of another agency by the code of that agency."""
    unit = db.session.get_one(Unit, unit_id)
    agency_id = units.successor_of(unit.agency_id or unit.id)
    if agency_id != units.successor_of(meeting.agency_id):
        return units.organ_id(agency_id)
    desk_id = head_desk_id(unit_id)
    return documents.receivers.desk_code(desk_id) if desk_id else ""


def _guest_code(one: Participant) -> str:
    """A guest is reached through the register of his agency where one is known, else by mail."""
    named = _agency_named(one.organisation)
    if named or not one.address:
        return named
    return documents.receivers.mail_code(one.address, one.name)


def _agency_named(name: str) -> str:
    wanted = search.fold(name).strip()
    if not wanted:
        return ""
    today = clock.today()
    open_now = [(node, units.organ_id(node.unit_id, today)) for node in units.agencies(today)]
    here = [(name, code) for node, code in open_now for name in (node.name, node.short_name)]
    far = [(row.name, row.code) for row in register.address_book(name.strip())]
    for known in (here, far):
        codes = {code for named, code in known if search.fold(named or "") == wanted}
        if len(codes) == 1:
            return codes.pop()
    return ""
