"""The act bar of a work file: what its table of states allows now."""

from collections.abc import Iterator
from dataclasses import replace

from flask import url_for

from documents.models import WorkFile, WorkFileState
from documents.policy.keeping import Can as Keeping
from documents.policy.workfiles import Can
from office.i18n import _
from office.permissions import Actor, allowed
from office.ui.parts import Act

S = WorkFileState


def acts_on(file: WorkFile, reader: Actor) -> list[Act]:
    """The acts in the order of the bar; the first is the filled one."""
    found = [*_of_keeper(file, reader), *_of_all(file, reader), *_of_archive(file, reader)]
    if found and not found[0].is_minor:
        found[0] = replace(found[0], kind="go-on")
    return found


def _act(file: WorkFile, name: str, label: str, icon: str, **more: object) -> Act:
    return Act(label, url_for(f"workfiles.{name}", uid=file.uid), icon=icon, **more)  # type: ignore[arg-type]  # fields of Act


def _of_keeper(file: WorkFile, reader: Actor) -> Iterator[Act]:
    if not allowed(reader, Can.KEEP_FILE, file):
        return
    if file.state is S.OPEN:
        yield _act(file, "further", _("Add a file"), "plus", method="get")
        yield _act(file, "closing", _("Close the file"), "check", method="get", key="e")
        yield _act(file, "description", _("Describe"), "draft", method="get")
        yield _act(file, "access", _("Access"), "eye", method="get")
    if file.state is S.CLOSED:
        yield Act(
            _("Hand over to the archive"),
            url_for("workfiles.offer"),
            icon="send",
            name="chosen",
            value=str(file.uid),
        )
        yield _act(file, "extension", _("Keep longer"), "due-later", method="get")
        yield _act(file, "reopening", _("Open the file again"), "undo", method="get", is_minor=True)


def _of_all(file: WorkFile, reader: Actor) -> Iterator[Act]:
    yield _act(file, "index", _("Index of the file"), "print", method="get")
    yield _act(file, "metadata_of_file", _("Metadata"), "columns", method="get", is_minor=True)
    if file.state is not S.DESTROYED and allowed(reader, Keeping.FREEZE, None):
        url = url_for("documents.new_freeze", file=file.uid)
        yield Act(_("Freeze"), url, icon="lock", method="get", is_minor=True)
    is_complete = file.state not in (S.OPEN, S.DESTROYED)
    if is_complete and allowed(reader, Can.EXPORT_FILE, file):
        yield _act(file, "export", _("Make a package"), "clip")


def _of_archive(file: WorkFile, reader: Actor) -> Iterator[Act]:
    if not allowed(reader, Can.KEEP_ARCHIVE, file) or file.state is S.DESTROYED:
        return
    if file.state is S.OPEN:
        return
    if file.hold_reason:
        yield _act(file, "lift_hold", _("Lift the hold"), "lock", is_minor=True)
    else:
        yield _act(
            file, "hold", _("Hold back from destruction"), "lock", method="get", is_minor=True
        )
