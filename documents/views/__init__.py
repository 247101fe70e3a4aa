"""The pages of documents."""

from collections.abc import Mapping
from datetime import datetime
from importlib import import_module
from typing import Any

from flask import Flask, g

from documents.models import DeliveryState, Duty, SequelKind
from documents.operations.tasks_clock import BEFORE, ESCALATED
from documents.policy import Can
from documents.queries.tasks import titles_of
from documents.queries.visibility import subjects_of
from documents.rows import TASK_DUTIES
from documents.views import blueprint
from mail.queries import advises
from office import notices
from office.i18n import _l, short_day
from office.permissions import Actor, allowed
from office.ui import actions, menu, shell

PAGES = (
    "access",
    "archive",
    "assigning",
    "books",
    "connections",
    "copying",
    "deliveries",
    "describing",
    "draft_comments",
    "draft_files",
    "draft_people",
    "draft_templates",
    "draft_versions",
    "drafts",
    "envelopes",
    "fileplans",
    "files",
    "flags",
    "following",
    "formats",
    "freezing",
    "from_mail",
    "handling",
    "handling_reports",
    "issuing",
    "letters",
    "lists",
    "loans",
    "many",
    "mending",
    "old_books",
    "opinions",
    "overview",
    "packages",
    "phrases",
    "printing",
    "recalling",
    "receivers",
    "registration",
    "review_rules",
    "reviewing",
    "relations",
    "rounds",
    "running",
    "search",
    "series",
    "show",
    "signing",
    "statistics",
    "tasks",
    "tasks_acts",
    "tasks_giving",
    "tasks_page",
    "tasks_statistics",
    "texts",
    "tray",
    "volumes",
    "work",
    "workfile_access",
    "workfile_acts",
    "workfile_contents",
    "workfile_papers",
    "workfiles",
)


def register(app: Flask) -> None:
    """Add the pages, the entries of the navigation with their numbers, and the doors."""
    from documents.views import (
        access,
        advising,
        describing,
        exports,
        flags,
        freezing,
        from_mail,
        letters,
        progress,
        relations,
    )

    for name in PAGES:
        import_module(f"documents.views.{name}")
    for one in (blueprint.bp, blueprint.files, blueprint.tasks):
        app.template_context_processors[one.name].append(words)
        app.register_blueprint(one)
    app.register_blueprint(blueprint.home)
    app.register_blueprint(progress.public_bp)
    actions.register(app, "document", progress.offered)
    actions.register(app, "document", exports.offered)
    actions.register(app, "document", flags.offered)
    actions.register(app, "document", describing.offered)
    actions.register(app, "document", freezing.offered)
    actions.register(app, "document", access.offered)
    actions.register(app, "document", relations.offered)
    actions.register(app, "document", letters.offered)
    actions.register(app, "mail", from_mail.offered)
    advises(advising.on_axis)
    doors = shell.doors(app)
    doors.progress = "progress.ask"
    doors.home = "work.my_work"
    doors.search = "documents.search"
    for duty in Duty:
        notices.name_kind(duty.value, duty.label)
    for kind, verb in NOTICES.items():
        notices.name_kind(kind, verb)
    for kind, word in BEFORE.values():
        notices.name_kind(kind, word)
    notices.name_kind(ESCALATED, _l("A task is long overdue"))
    notices.name_things("documents", subjects_of)
    notices.name_things("tasks", titles_of)
    for state in (DeliveryState.BROKEN, DeliveryState.QUARANTINED):
        notices.name_kind(state.value, _l("A package could not be read"))
    notices.name_kind("hand_over", _l("Hand over to the archive"))
    for kind in SequelKind:
        notices.name_kind(kind.value, kind.label)
    notices.name_kind("declined", _l("A receiver declined"))
    menu.register(app, *ENTRIES)
    menu.use_counts(app, numbers)


def is_clerk(actor: Actor) -> bool:
    """Packages are the clerk's."""
    return allowed(actor, Can.FOLLOW_DELIVERIES)


def reads_books(actor: Actor) -> bool:
    """Registers are for the clerk, and for who answers for them."""
    return allowed(actor, Can.READ_BOOKS)


def may_draft(actor: Actor) -> bool:
    """Drafts are for those who may draft."""
    return allowed(actor, Can.DRAFT)


NOTICES = {
    "draft_sent_back": _l("A draft came back to you"),
    "urging": _l("You are urged to finish"),
    "extension_granted": _l("More time was granted"),
    "extension_refused": _l("More time was refused"),
    "recalled": _l("An assignment was taken back"),
    "opinion_reminder": _l("Your opinion is still missing"),
    "due_soon": _l("Most of the time is over"),
    "due_tomorrow": _l("The deadline is tomorrow"),
    "overdue": _l("The deadline has passed"),
    "escalated": _l("What you assigned is overdue"),
    "access_asked": _l("A change of access waits for confirmation"),
    "access_confirmed": _l("The change of access was confirmed"),
    "access_refused": _l("The change of access was refused"),
    "copy_refused": _l("A copy was not made"),
    "copy_issued": _l("A copy was issued"),
    "draft_changed": _l("The signer changed your draft"),
    "draft_commented": _l("A comment on a draft"),
    "comment_answered": _l("Your comment on a draft was answered"),
    "co_draft_ended": _l("Your help with a draft has ended"),
}
DOCUMENTS = menu.Section.DOCUMENTS
ENTRIES = (
    menu.Entry(
        "work.my_work",
        _l("My work"),
        "desk",
        menu.Section.HOME,
        10,
        count="work",
        waits=True,
        dock=_l("Work"),
        go="h",
    ),
    menu.Entry(
        "work.overview",
        _l("Overview, statistics"),
        "report",
        menu.Section.HOME,
        20,
        go="v",
    ),
    menu.Entry(
        "documents.incoming",
        _l("Incoming"),
        "in",
        DOCUMENTS,
        10,
        count="incoming",
        waits=True,
        dock=_l("Incoming"),
        go="i",
    ),
    menu.Entry(
        "documents.outgoing",
        _l("Outgoing"),
        "out",
        DOCUMENTS,
        20,
        count="outgoing",
        waits=True,
        dock=_l("Outgoing"),
        go="o",
    ),
    menu.Entry(
        "documents.drafts",
        _l("Drafts"),
        "draft",
        DOCUMENTS,
        30,
        count="drafts",
        go="d",
        visible=may_draft,
    ),
    menu.Entry(
        "documents.signing",
        _l("To sign"),
        "sign",
        DOCUMENTS,
        40,
        count="signing",
        waits=True,
        dock=_l("Sign"),
        go="s",
        visible=may_draft,
    ),
    menu.Entry(
        "workfiles.list_files",
        _l("Work files"),
        "folder",
        DOCUMENTS,
        50,
        go="f",
    ),
    menu.Entry(
        "documents.books",
        _l("Registers"),
        "columns",
        DOCUMENTS,
        55,
        visible=reads_books,
    ),
    menu.Entry(
        "tasks.board",
        _l("Tasks"),
        "task",
        DOCUMENTS,
        45,
        count="tasks",
        waits=True,
        go="n",
    ),
    menu.Entry(
        "documents.deliveries",
        _l("Deliveries"),
        "send",
        DOCUMENTS,
        58,
        visible=is_clerk,
    ),
    menu.Entry(
        "documents.packages",
        _l("Packages of the axis"),
        "globe",
        DOCUMENTS,
        60,
        visible=is_clerk,
    ),
)
COUNTED: Mapping[str, tuple[Duty, ...]] = {
    "incoming": (
        Duty.ANSWER,
        Duty.REGISTER,
        Duty.PRESENT,
        Duty.PROPOSE,
        Duty.DIRECT,
        Duty.EXTEND,
        Duty.LEAD,
        Duty.COOPERATE,
        Duty.INFORM,
    ),
    "outgoing": (Duty.NUMBER, Duty.SEAL, Duty.ISSUE),
    "drafts": (Duty.DRAFT, Duty.CO_DRAFT, Duty.CHECK, Duty.OPINION),
    "signing": (Duty.SIGN,),
    "tasks": tuple(duty for duty in Duty if duty in TASK_DUTIES),
}


def numbers(_actor: Actor) -> dict[str, int]:
    """The numbers beside the entries, from the desk's counters."""
    counts = blueprint.counts()
    found = {
        name: sum(counts.open.get(duty, 0) for duty in duties) for name, duties in COUNTED.items()
    }
    return found | {"work": sum(counts.open.values())}


def words() -> dict[str, Any]:
    """What several templates of the package ask for."""
    from documents.views.log import ROLES, line_words
    from documents.views.opinions import pick_shares
    from documents.views.sheet import check_words

    reader: Actor | None = g.get("actor")
    if reader is None:
        return {}
    return {
        "share_words": ROLES,
        "line_words": line_words,
        "pick_shares": pick_shares,
        "check_words": check_words,
        "until": lambda text: short_day(datetime.fromisoformat(text)),
        "may_register": is_clerk(reader),
        "may_draft": may_draft(reader),
    }
