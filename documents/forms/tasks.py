"""What givers and leads fill in: a new task, shares, files, levels, the filter of the board."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from werkzeug.datastructures import FileStorage, MultiDict

from documents.forms import assigning, choices, picking
from documents.forms.uploads import stored
from documents.models import Document, Task, TaskOrigin, TaskState, UrgingKind
from documents.operations import NewTask
from documents.operations.files import NewFile
from documents.queries import led_in
from office import clock, law, search
from office.errors import Invalid, NotFound
from office.foreign.kinds import Kind
from office.i18n import _, _l, language
from office.permissions import Actor, Role
from office.typed import whole
from office.ui.parts import Link
from office.units import queries as units
from office.units.picker import PickRow

WHOLE_AGENCY = {Role.LEADER, Role.OFFICE_HEAD}
Typed = MultiDict[str, str]


# ------------------------------------------------------------------------------ a new task


def offered_desks(giver: Actor) -> list[PickRow]:
    """To whom somebody may give tasks: his units, or the whole agency."""
    rows = picking.offered_rows(giver.agency_id or 0)
    if not giver.roles & WHOLE_AGENCY:
        inside = set(units.subtree_ids(giver.unit_id))
        rows = [row for row in rows if row.unit_id in inside]
    least = min((row.depth for row in rows), default=0)
    shown = [row for row in rows if row.desk_id != giver.desk_id]
    return [replace(row, depth=max(0, row.depth - least)) for row in _with_roots(shown)]


def _with_roots(rows: Sequence[PickRow]) -> list[PickRow]:
    """A unit whose own desk is the giver's is no row: what stood below it moves up."""
    found: list[PickRow] = []
    for row in rows:
        deepest = found[-1].depth + 1 if found else 0
        found.append(replace(row, depth=min(row.depth, deepest)))
    return found


def new_task(typed: Typed, offered: Sequence[PickRow], document: Document | None) -> NewTask:
    """The filled form; only offered desks count."""
    choice = assigning.choice_of(typed)
    by_value = {str(row.desk_uid): row.desk_id for row in offered}
    if choice.lead not in by_value:
        raise Invalid(_("The lead is missing."), fields={"lead": _("Choose one lead unit.")})
    return NewTask(
        title=typed.get("title", ""),
        lead_desk_id=by_value[choice.lead],
        due_at=choices.deadline_of(typed),
        text=typed.get("text", ""),
        cooperate=_chosen(choice.cooperate, by_value, choice.lead),
        follow=_chosen(choice.inform, by_value, choice.lead, *choice.cooperate),
        urgency=choices.urgency_of(typed.get("urgency", "")),
        is_restricted="restricted" in typed,
        code=typed.get("code", "").strip()[:100],
        source_symbol=typed.get("source_symbol", "").strip()[:200],
        source_date=_day(typed, "source_date"),
        origin_text=typed.get("origin_text", "").strip()[:500],
        document=document,
    )


def _chosen(values: Sequence[str], known: Mapping[str, int], *taken: str) -> list[int]:
    """Ticked twice without a script, the weightier part counts."""
    return [
        known[value] for value in dict.fromkeys(values) if value in known and value not in taken
    ]


def _day(typed: Mapping[str, str], field: str) -> date | None:
    text = typed.get(field, "")
    return choices.day_of(text, field=field) if text else None


def origin_of(typed: Mapping[str, str], document: Document | None) -> TaskOrigin:
    """From where the task comes; from a document unless a superior is named."""
    plain = TaskOrigin.DOCUMENT if document else TaskOrigin.OWN
    value = typed.get("origin", "")
    return TaskOrigin(value) if value in set(TaskOrigin) else plain


def origin_options() -> list[tuple[str, str]]:
    """Every origin by its word."""
    return [(origin.value, str(origin.label)) for origin in TaskOrigin]


def day_options() -> list[tuple[str, str, str]]:
    """A task always has a deadline."""
    return [row for row in choices.deadline_options() if row[0] != choices.NONE]


def start_of(document: Document | None, parent: Task | None, typed: Typed) -> Typed:
    """What the form begins with: the words of the paper or of the whole."""
    start = MultiDict(typed)
    start.setdefault("due", "5")
    if document is not None:
        start.setdefault("title", document.subject)
        start.setdefault("origin", TaskOrigin.DOCUMENT.value)
        start.setdefault("source_symbol", document.symbol)
        start.setdefault("urgency", document.urgency.value)
    if parent is not None:
        start.setdefault("title", parent.title)
        start.setdefault("urgency", parent.urgency.value)
    return start


# ------------------------------------------------------------------------------------ acts


def files_of(sent: "MultiDict[str, FileStorage]") -> tuple[NewFile, ...]:
    """The files that come with a report."""
    chosen = [file for file in sent.getlist("files") if file.filename]
    return tuple(_file(one) for one in chosen)


def _file(sent: FileStorage) -> NewFile:
    accepted, kept = stored(sent, allowed=tuple(Kind), field="files")
    return NewFile(accepted.name, accepted.media_type, kept.sha256, kept.size)


def percent_of(typed: Mapping[str, str]) -> int:
    """A share in percent."""
    text = typed.get("percent", "").strip().removesuffix("%").strip()
    found = whole(text)
    if found is None or found > 100:
        raise Invalid(
            _("This is not a share."), fields={"percent": _("Write a number from 0 to 100.")}
        )
    return found


def deadline_of(typed: Mapping[str, str]) -> datetime | None:
    """The day that a form names, at the end of work; none while it is empty."""
    text = typed.get("due_on", "")
    return clock.end_of_work(choices.day_of(text, field="due_on")) if text else None


def grade_options() -> list[tuple[str, str]]:
    """The levels that hold today, in the reader's language."""
    return [(row.code, row.name(language())) for row in law.task_grades(clock.today())]


def grade_name(code: str, on: date) -> str:
    """A level by its name on the day of the evaluation."""
    for row in (*law.task_grades(on), *law.task_grades()):
        if row.code == code:
            return row.name(language())
    return code


def kind_options() -> list[tuple[str, str]]:
    """The tones of an urging."""
    return [(kind.value, str(kind.label)) for kind in UrgingKind]


def kind_of(typed: Mapping[str, str]) -> UrgingKind:
    """A reminder unless another tone is chosen."""
    value = typed.get("kind", "")
    return UrgingKind(value) if value in set(UrgingKind) else UrgingKind.REMIND


# ---------------------------------------------------------------------------------- filter

RESULTS: Mapping[str, tuple[object, Any]] = {
    "on-time": (_l("Done on time"), Task.reported_at <= Task.due_at),
    "late": (_l("Done late"), Task.reported_at > Task.due_at),
}


@dataclass(frozen=True)
class TaskFilter:
    """Unit, words, origin and span of the board; each may be left out."""

    unit: str = ""
    desk: str = ""
    result: str = ""
    words: str = ""
    origin: str = ""
    since: date | None = None
    until: date | None = None

    def values(self) -> dict[str, Any]:
        """The filter as it stands in an address."""
        return {
            "unit": self.unit or None,
            "desk": self.desk or None,
            "result": self.result or None,
            "q": self.words or None,
            "origin": self.origin or None,
            "from": self.since.isoformat() if self.since else None,
            "to": self.until.isoformat() if self.until else None,
        }

    def conditions(self, on: Any = Task.due_at) -> list[Any]:
        """The filter as conditions on tasks; the span is that of the deadline or the closing."""
        found = [Task.folded.contains(word, autoescape=True) for word in self._words()]
        if self.unit:
            found.append(_in_unit(self.unit))
        if self.origin:
            found.append(Task.origin == TaskOrigin(self.origin))
        if self.since:
            found.append(on >= clock.local_midnight(self.since))
        if self.until:
            found.append(on < clock.local_midnight(_next(self.until)))
        return [*found, *self._narrower()]

    def _narrower(self) -> list[Any]:
        found: list[Any] = []
        if self.desk:
            found.append(Task.lead_desk_id == units.desk_by_uid(UUID(self.desk)).id)
        if self.result:
            found += [Task.state == TaskState.CLOSED, RESULTS[self.result][1]]
        return found

    def _words(self) -> list[str]:
        return search.fold(self.words).split()[:8]

    def links(self, address: Callable[["TaskFilter"], str]) -> list[Link]:
        """A chip for each part that is set; it leads to the list without it."""
        found = []
        if self.unit:
            found.append((replace(self, unit=""), unit_name(self.unit), "vi"))
        if self.desk:
            desk = units.desk_by_uid(UUID(self.desk))
            found.append((replace(self, desk=""), units.desk_label(desk.id), "vi"))
        if self.result:
            found.append((replace(self, result=""), str(RESULTS[self.result][0]), ""))
        if self.origin:
            label = str(TaskOrigin(self.origin).label)
            found.append((replace(self, origin=""), label, ""))
        if self.words:
            found.append((replace(self, words=""), self.words, "vi"))
        if self.since or self.until:
            spans = [day.isoformat() for day in (self.since, self.until) if day]
            found.append((replace(self, since=None, until=None), " – ".join(spans), ""))
        return [
            Link(label, address(without), is_current=True, lang=lang)
            for without, label, lang in found
        ]


def _next(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def _in_unit(uid: str) -> Any:
    return led_in(units.subtree_ids(units.unit_by_uid(UUID(uid)).id))


def unit_name(uid: str) -> str:
    """The name of a unit in an address."""
    return units.name_of(units.unit_by_uid(UUID(uid)).id)


def filter_of(args: Mapping[str, str]) -> TaskFilter:
    """Read a filter; what cannot be read is left out."""
    origin = args.get("origin", "")
    return TaskFilter(
        unit=_unit_of(args.get("unit", "")),
        desk=_desk_of(args.get("desk", "")),
        result=args.get("result", "") if args.get("result") in RESULTS else "",
        words=args.get("q", "").strip()[:200],
        origin=origin if origin in set(TaskOrigin) else "",
        since=clock.read_day(args.get("from", "")),
        until=clock.read_day(args.get("to", "")),
    )


def _unit_of(value: str) -> str:
    try:
        return str(units.unit_by_uid(UUID(value)).uid)
    except (ValueError, NotFound):
        return ""


def _desk_of(value: str) -> str:
    try:
        return str(units.desk_by_uid(UUID(value)).uid)
    except (ValueError, NotFound):
        return ""
