"""What comes late or from elsewhere: told, kept, bound by nothing that was signed without it."""

import hashlib
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from meetings import operations, queries
from meetings.media import chunks
from meetings.models import (
    AsideState,
    MeetingState,
    MinutePaper,
    PaperState,
    RecAside,
    RecChunk,
)
from meetings.operations import recording
from meetings.queries import recordings, recordings_aside
from office import blobs, clock, outbox
from office.accounts.models import Notice
from office.db import db, transaction
from tests.meetings.media import sound
from tests.meetings.recording.device import device
from tests.needs import needs

FIRST, SECOND, THIRD, FOURTH = (chunks.EBML + b"one", b"two", b"three", b"four")


def bound(meeting):
    return queries.manifest_of(meeting).segments


def paper_of(meeting, state):
    """A paper of the minutes as far as it is."""
    with transaction():
        meeting.state = MeetingState.MINUTES_REVIEW
        made = MinutePaper(
            meeting_id=meeting.id,
            number=len(queries.minute_papers(meeting)) + 1,
            state=state,
            made_at=clock.now(),
        )
        db.session.add(made)
    return made


def hash_of(data):
    return hashlib.sha256(data).hexdigest()


def told(kind):
    return db.session.scalars(select(Notice.url).where(Notice.kind == kind)).all()


@pytest.mark.parametrize(
    "state", [PaperState.COMPOSING, PaperState.READY, PaperState.SIGNED_BY_SECRETARY]
)
def test_what_arrives_before_both_have_signed_voids_the_paper(house, snv, chair, ordered, state):
    chair.send(0, FIRST)
    operations.close_session(ordered, by=snv.leader)
    paper = paper_of(ordered, state)
    assert chair.send(1, SECOND).status_code == 200
    assert chair.send(2, THIRD).status_code == 200
    db.session.refresh(paper)
    assert paper.state is PaperState.VOID
    assert bound(ordered)[0].chunks[1:] == [hash_of(one) for one in (SECOND, THIRD)]
    secretary = device(house, ordered, snv.official).client
    closing = f"/meetings/{ordered.uid}/closing"
    assert str(paper.void_reason) in secretary.get(closing).text
    assert told("minutes_void") == [closing]


def test_what_arrives_after_the_signatures_lies_aside_and_changes_nothing(
    house, snv, chair, ordered
):
    chair.send(0, FIRST)
    operations.close_session(ordered, by=snv.leader)
    paper = paper_of(ordered, PaperState.SIGNED)
    with transaction():
        ordered.state = MeetingState.MINUTES_SIGNED
    before = bound(ordered)
    for _twice in range(2):
        for seq, data in ((2, THIRD), (3, FOURTH)):
            answer = chair.send(seq, data)
            assert (answer.status_code, answer.headers["X-Recording"]) == (200, "late")
    assert chair.send(0, FIRST).headers["X-Recording"] == "over"  # it stands there already
    assert (bound(ordered), paper.state) == (before, PaperState.SIGNED)
    (aside,) = recordings_aside.asides_of(ordered)
    assert (aside.pieces, aside.first.state) == (2, AsideState.LATE)
    assert len(told("recording_late")) == 1
    secretary = device(house, ordered, snv.official).client
    page = secretary.get(f"/meetings/{ordered.uid}/recording").text
    assert "Came after the signature" in page
    assert "2 parts of the recording" in secretary.get(f"/meetings/{ordered.uid}/closing").text
    url = f"/meetings/{ordered.uid}/asides/{aside.first.uid}"
    assert secretary.post(f"{url}/copy").data == FIRST + THIRD + FOURTH
    assert secretary.post(url, data={"go": "again"}).status_code == 409
    assert secretary.post(url, data={"go": "drop"}).status_code == 303
    outbox.drain()
    gone = [row.sha256 for row in db.session.scalars(select(RecAside))]
    assert not any(blobs.exists(one) for one in gone)
    assert blobs.exists(before[0].chunks[0])
    assert secretary.post(f"{url}/copy").status_code == 404


def test_the_secretary_sees_which_recorders_may_hold_more(house, snv, chair, ordered):
    whole, silent = (device(house, ordered, snv.official) for _ in range(2))
    for one in (whole, silent):
        one.add()
    whole.send(0, FIRST + b"whole")
    whole.finish(0)
    for seq, data in ((0, FIRST), (2, THIRD)):
        chair.send(seq, data)
    operations.close_session(ordered, by=snv.leader)
    closing, api = f"/meetings/{ordered.uid}/closing", f"/api/v1/meetings/{ordered.uid}/asides"

    def awaited():
        rows = whole.client.get(api).json["awaited"]
        return {(one["recording"], one["missing"]) for one in rows}

    assert awaited() == {(chair.uid, None), (silent.uid, None)}
    chair.finish(3)
    assert awaited() == {(chair.uid, 2), (silent.uid, None)}
    page = whole.client.get(closing).text
    assert "2 parts are missing" in page
    assert "nothing of it has arrived" in page
    chair.send(1, SECOND)
    chair.send(3, FOURTH)
    assert awaited() == {(silent.uid, None)}


def test_a_device_without_our_clock_is_believed_within_the_order_alone(snv, chair, ordered):
    began = recordings.begun_at(ordered)
    with clock.standing_at(began + timedelta(seconds=30)):
        recording.end_recording(ordered, by=snv.leader)
    without = {"X-Clock-Offset": None}
    with clock.standing_at(began + timedelta(minutes=10)):
        chair.started += 5 * 60_000  # by its own clock after the end
        refused = chair.send(0, FIRST, **without)
        assert (refused.status_code, "fix" in refused.json) == (409, True)
        chair.started = 1_000_000  # a clock that stands at its beginning
        assert chair.send(0, FIRST, **without).status_code == 200
        chair.length = 60_000  # the next slice is taken a minute later
        assert chair.send(1, SECOND, **without).status_code == 409
    assert db.session.scalar(select(func.count()).select_from(RecChunk)) == 1
    assert not blobs.exists(hash_of(SECOND))


# ------------------------------------------------------------------- brought from elsewhere


@pytest.fixture(scope="module")
def telephone(tmp_path_factory):
    """What a telephone recorded."""
    folder = tmp_path_factory.mktemp("telephone")
    spoken = sound.said(folder / "said.wav")
    made = folder / "said.m4a"
    sound.run("ffmpeg", *sound.QUIET, "-i", spoken, "-c:a", "aac", "-ar", "44100", made)
    return made.read_bytes(), sound.seconds(made)


def bring(client, meeting, data, *, at=None, source="Máy ghi âm của hội trường", **headers):
    began = at or recordings.begun_at(meeting)
    given = {"source": source, "began_at": began.isoformat()}
    url = f"/api/v1/meetings/{meeting.uid}/recordings/brought"
    kind = "application/octet-stream"
    return client.put(url, data=data, query_string=given, content_type=kind, headers=headers)


@needs("ffmpeg")
@needs("espeak-ng")
def test_a_file_from_elsewhere_stands_in_the_recording_with_its_source(
    house, snv, ordered, telephone
):
    data, seconds = telephone
    secretary = device(house, ordered, snv.official).client
    for wrong in (b"#EXTM3U\nhttp://inside.test/", b"", b"<html>"):
        assert bring(secretary, ordered, wrong).status_code in {413, 422}
    early = recordings.begun_at(ordered) - timedelta(days=1)
    assert bring(secretary, ordered, data, at=early).status_code == 422
    assert bring(secretary, ordered, data, **{"X-Content-SHA256": "0" * 64}).status_code == 422
    assert not blobs.exists(hash_of(data))
    made = bring(secretary, ordered, data)
    assert made.status_code == 201
    with clock.standing_at(recordings.begun_at(ordered) + timedelta(seconds=seconds)):
        operations.close_session(ordered, by=snv.leader)
    assert bring(secretary, ordered, data).status_code == 409
    outbox.drain()
    ((source, segment),) = recordings.segments_of(ordered)
    assert segment.film_ms / 1000 == pytest.approx(seconds, abs=0.2)
    assert recordings.turns_of(ordered)
    assert recordings.gaps_of(ordered) == []
    assert [one.chunks for one in bound(ordered)] == [[made.json["sha256"]]]
    page = secretary.get(f"/meetings/{ordered.uid}/recording").text
    assert "Máy ghi âm của hội trường" in page
    film = secretary.get(f"/meetings/{ordered.uid}/recordings/{source.uid}/0/film")
    assert film.content_type == "audio/mp4"
    film.close()
    assert recordings_aside.asides_of(ordered) == []


@needs("ffmpeg")
def test_a_broken_file_lies_aside_with_the_reason(house, snv, ordered):
    secretary = device(house, ordered, snv.official).client
    form = {"source": "Camera", "began_at": "", "file": (None, "")}
    url = f"/meetings/{ordered.uid}/recordings/brought"
    assert secretary.post(url, data=form).status_code == 422
    assert bring(secretary, ordered, b"\0\0\0\x18ftypmp42 and then nothing").status_code == 201
    outbox.drain()
    (aside,) = recordings_aside.asides_of(ordered)
    assert aside.first.state is AsideState.UNREADABLE
    assert aside.first.problem in secretary.get(f"/meetings/{ordered.uid}/recording").text
    api = f"/api/v1/meetings/{ordered.uid}/asides/{aside.first.uid}"
    assert secretary.post(api, json={"move": "again"}).json["items"][0]["state"] == "waiting"
    outbox.drain()
    assert secretary.post(api, json={"move": "drop"}).json["items"] == []
