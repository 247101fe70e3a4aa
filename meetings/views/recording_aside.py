"""Beside a recording: what was brought, what came after the signature, whose time is over."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, cast
from uuid import UUID

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from meetings.forms.recording import brought_of
from meetings.media import brought
from meetings.models import Meeting, RecAside
from meetings.operations import recording_aside, recording_brought, recording_room
from meetings.policy import recording as rules
from meetings.queries import recordings_aside, recordings_kept
from meetings.views.blueprint import actor, bp, visible
from meetings.views.recording import page
from office import blobs
from office.errors import Invalid
from office.i18n import _
from office.permissions import require
from office.ui.csp import page_kind
from office.ui.toasts import toast


def _back(meeting: Meeting) -> BaseResponse:
    return redirect(url_for("meetings.recording", uid=meeting.uid, _anchor="aside"), code=303)


@bp.post("/<uuid:uid>/recordings/brought")
@page_kind("room")
def bring_recording(uid: UUID) -> BaseResponse:
    """Bring a file of another system or device; large ones are sent by the script of the page."""
    meeting = visible(uid)
    given = brought_of(request.form)
    try:
        recording_brought.refuse_unwanted(meeting, given, by=actor())
        stored = _stored(meeting)
        recording_brought.bring_recording(meeting, stored, given, by=actor())
    except Invalid as refusal:
        return page(meeting, typed=request.form, errors=refusal.fields)
    toast(_("The file is being read; it stands in the recording in a moment."))
    return _back(meeting)


def _stored(meeting: Meeting) -> blobs.Stored:
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        problem = _("Choose a file.")
        raise Invalid(problem, fields={"file": problem})
    size = sent.stream.seek(0, os.SEEK_END)
    sent.stream.seek(0)
    stream = cast(BinaryIO, sent.stream)
    return recording_room.kept_file(meeting, stream, size)


@bp.post("/<uuid:uid>/asides/<uuid:part_uid>")
def settle_aside(uid: UUID, part_uid: UUID) -> BaseResponse:
    """Have what lies aside read again, or drop it."""
    meeting = visible(uid)
    aside = recordings_aside.aside_by(meeting, part_uid)
    if request.form.get("go") == "again":
        recording_brought.read_again(aside, by=actor())
    else:
        recording_aside.drop_aside(aside, by=actor())
        toast(_("It was dropped."))
    return _back(meeting)


@bp.post("/<uuid:uid>/asides/<uuid:part_uid>/copy")
def take_aside(uid: UUID, part_uid: UUID) -> BaseResponse:
    """What lies aside as one file; it is noted who took it."""
    meeting = visible(uid)
    require(actor(), rules.Can.RECORD, meeting)
    aside = recordings_aside.aside_by(meeting, part_uid)
    recording_aside.note_aside_copy(aside, by=actor())
    paths = _pieces(aside)
    form = brought.format_in(paths[0])
    answer = Response(_raw(paths), mimetype=form.media_type(sort=aside.codec.sort))
    name = f"{meeting.number}-{meeting.year}-{aside.uid}.{form.ending}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _pieces(aside: RecAside) -> Sequence[Path]:
    """All of its run in order, behind the beginning that arrived in time."""
    rows = recording_aside.run_of(aside)
    first = recordings_aside.beginning_of(aside) if rows[0].seq else ""
    return [blobs.path_of(one) for one in (first, *(row.sha256 for row in rows)) if one]


def _raw(paths: Sequence[Path]) -> Iterator[bytes]:
    for path in paths:
        with path.open("rb") as stream:
            while piece := stream.read(1 << 20):
                yield piece


@bp.get("/recordings-over")
def recordings_over() -> str:
    """The recordings that may be destroyed by a record, for the clerks."""
    require(actor(), rules.Can.END_KEEPING, actor())
    return render_template("meetings/recordings_over.html", rows=recordings_kept.time_over(actor()))
