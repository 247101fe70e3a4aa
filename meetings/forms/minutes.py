"""Forms of the minutes: a task handed out, uploads, the blocks that are put in by one key."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from werkzeug.datastructures import FileStorage, MultiDict

from meetings import queries
from meetings.compose.course import moment
from meetings.models import AgendaItem, Meeting, Part, Participant
from meetings.operations import HandOut
from office import blobs, clock
from office.errors import Invalid
from office.foreign.kinds import Kind
from office.foreign.refusals import ForeignFileRefused
from office.foreign.uploads import check_upload
from office.i18n import _, _l
from office.units import queries as units
from office.units.tree import tree

PHRASES = (
    "Chủ tọa tuyên bố lý do, giới thiệu thành phần dự họp.",
    "Cuộc họp thống nhất với nội dung báo cáo.",
    "Chủ tọa kết luận, giao nhiệm vụ cho các đơn vị.",
    "Cuộc họp không có ý kiến khác.",
)
PDF = (Kind.PDF,)


@dataclass(frozen=True)
class Inserted:
    """A block that one key puts into the text."""

    key: str
    label: object
    words: str


def unit_options(meeting: Meeting) -> list[tuple[str, str]]:
    """The units of the meeting's agency, as the tree orders them."""
    agency, known = units.successor_of(meeting.agency_id), tree()
    rooms = known.rooms(agency)
    listed = [(agency, 0), *rooms]
    return [(str(one), f"{'– ' * depth}{known.nodes[one].name}") for one, depth in listed]


def task_of(meeting: Meeting, typed: "MultiDict[str, str]") -> HandOut:
    """Read a task; the units are checked by the operation."""
    return HandOut(
        text=typed.get("text", ""),
        lead_unit_id=_unit(typed.get("lead", "")),
        due_on=clock.read_day(typed.get("due_on", "")),
        product=typed.get("product", ""),
        helper_ids=[_unit(one) for one in typed.getlist("helpers") if one],
        item=item_of(meeting, typed.get("item", "")),
        is_urgent="urgent" in typed,
    )


def _unit(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def item_of(meeting: Meeting, text: str) -> AgendaItem | None:
    """The item named by its public name; none for what belongs to no item."""
    found = (one for one in queries.agenda_of(meeting) if str(one.uid) == text)
    return next(found, None)


def pdf_of(file: FileStorage | None, field: str) -> tuple[str, blobs.Stored]:
    """An uploaded PDF by its name, checked by its bytes and stored."""
    if file is None or not file.filename:
        problem = _("Choose a file.")
        raise Invalid(problem, fields={field: problem})
    return stored_pdf(file, field)


def stored_pdf(file: FileStorage, field: str) -> tuple[str, blobs.Stored]:
    """Check a PDF and keep it."""
    try:
        accepted = check_upload(file.stream, file.filename or "", allowed=PDF)  # type: ignore[arg-type]  # a spooled file reads like one
    except ForeignFileRefused as refusal:
        words = " ".join(filter(None, map(str, (refusal.message, refusal.fix or ""))))
        raise Invalid(refusal.message, fields={field: words}) from None
    return accepted.name, blobs.put(file.stream)  # type: ignore[arg-type]  # the same


# --------------------------------------------------------------------- blocks put in


def blocks_of(meeting: Meeting, item: AgendaItem | None) -> Iterator[Inserted]:
    """What one key puts into a section: who is there, the votes, usual phrases."""
    people = queries.people_of(meeting)
    yield Inserted("a", _l("Attendance"), _attendance(meeting, people))
    if item is not None and (votes := _votes(item)):
        yield Inserted("v", _l("Vote result"), votes)
    for number, words in enumerate(PHRASES, 1):
        yield Inserted(str(number), words, words)


def _attendance(meeting: Meeting, people: Sequence[Participant]) -> str:
    there = queries.who_was_there(meeting)
    present = [one for one in people if one.id in there] if there else list(people)
    voting = sum(one.is_voting for one in present)
    at = moment(clock.to_local(clock.now()))
    chair = next((one.name for one in people if one.part == Part.CHAIR), "")
    lines = [
        f"Có mặt lúc {at}: {len(present)} người, trong đó {voting} người có quyền biểu quyết.",
        f"Chủ trì: {chair}." if chair else "",
    ]
    return "\n\n".join(line for line in lines if line)


def _votes(item: AgendaItem) -> str:
    parts = []
    for vote in queries.votes_on(item):
        counts = "; ".join(f"{name}: {count}" for name, count in vote.counts)
        parts.append(f"Biểu quyết “{vote.question}”: {counts or 'phiếu kín'}. {vote.outcome}.")
    return "\n\n".join(parts)


def uid_of(text: str) -> UUID | None:
    """A public name as it is typed; what is none is nothing."""
    try:
        return UUID(text)
    except ValueError:
        return None


def filing_values(meeting: Meeting) -> Mapping[str, str]:
    """What the form of the work file proposes."""
    return {
        "title": f"Hồ sơ cuộc họp {meeting.title}",
        "notation": f"{meeting.number:02}.HOP",
        "retention": "years-20",
    }
