"""After the meeting: films of segments, gaps on the time line, turns with speaker and item."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from meetings import operations, queries
from meetings.jobs.brought import tell_whose_time_is_over
from meetings.media import films
from meetings.media.chunks import Codec
from meetings.media.timeline import Span
from meetings.models import (
    Part,
    Recording,
    RecSegment,
    Speech,
    SpeechKind,
    SpeechState,
    Turn,
)
from meetings.models.recording import ORIGINS
from meetings.operations import recorded, recording_end, turn_texts
from meetings.policy.recording import Can
from meetings.queries import recordings, recordings_kept
from office import blobs, clock, outbox
from office.accounts.models import Notice
from office.audit import AuditEvent
from office.db import db, transaction
from office.errors import Forbidden, Refusal
from office.permissions import SYSTEM, allowed
from tests.meetings.media import sound
from tests.meetings.recording.device import device
from tests.needs import needs

pytestmark = [needs("ffmpeg"), needs("espeak-ng")]


@pytest.fixture(scope="module")
def talk(tmp_path_factory):
    """Two speakers with a silence between them: ten chunks, and when each speaks."""
    folder = tmp_path_factory.mktemp("talk")
    _first, second, end = sound.two_speakers(folder / "talk.wav", silence=2)
    film = sound.webm(folder / "talk.webm", sound=folder / "talk.wav")
    return sound.chunks(film, 10), second, end


def recorded_by(device, talk, *, without=()):
    """The device sends what it heard, but for some chunks."""
    pieces, _second, end = talk
    device.length = round(end * 100)
    for seq, piece in enumerate(pieces):
        if seq not in without:
            assert device.send(seq, piece).status_code == 200
    assert device.finish(len(pieces) - 1).status_code == 200


def closed(meeting, snv, seconds):
    """The session ends so many seconds after its recording began."""
    began = recordings.begun_at(meeting)
    with clock.standing_at(began + timedelta(seconds=seconds)):
        operations.close_session(meeting, by=snv.leader)


def test_a_recording_becomes_a_film_that_can_be_sought(chair, ordered, snv, talk):
    begin_item(ordered, snv)
    speaker = has_floor(ordered, talk)
    recorded_by(chair, talk)
    closed(ordered, snv, talk[2])
    outbox.drain()
    (_source, segment), *_rest = recordings.segments_of(ordered)
    whole = sum(row.to_ms - row.from_ms for row in recordings.chunks_of(segment)) / 1000
    assert segment.film_ms / 1000 == pytest.approx(whole, abs=0.2)
    url = f"/meetings/{ordered.uid}/recordings/{chair.uid}/0/film"
    part = chair.client.get(url, headers={"Range": "bytes=100-199"})
    assert (part.status_code, len(part.data)) == (206, 100)
    assert part.content_type == "audio/webm"
    part.close()
    chair.client.get(url, headers={"Range": "bytes=200-299"}).close()
    heard = select(AuditEvent.actor_name).where(AuditEvent.act == "meeting.recording_heard")
    assert db.session.scalars(heard).all() == [snv.leader.name], "once, not for each piece"
    page = chair.client.get(f"/meetings/{ordered.uid}/recording?at=5")
    assert f"{url}#t=" in page.text
    one, other = recordings.turns_of(ordered)
    assert one.participant_id == speaker.id
    assert (other.began_at - one.began_at).total_seconds() == pytest.approx(talk[1], abs=0.5)
    assert one.item_id == queries.agenda_of(ordered)[0].id


def has_floor(meeting, talk):
    """A member speaks until a second before the second voice is heard."""
    began, speaker = recordings.begun_at(meeting), queries.people_of(meeting)[2]
    times = {"asked_at": began, "began_at": began}
    times["ended_at"] = began + timedelta(seconds=talk[1] - 1)
    facts = {"kind": SpeechKind.SPEAK, "state": SpeechState.DONE, **times}
    item = queries.agenda_of(meeting)[0]
    with transaction():
        given = {"meeting_id": meeting.id, "item_id": item.id, "participant_id": speaker.id}
        db.session.add(Speech(**given, **facts))
    return speaker


def test_a_turn_ends_where_the_floor_changes_though_nobody_paused(chair, ordered, snv, talk):
    recorded_by(chair, talk)
    (_source, segment), *_rest = recordings.segments_of(ordered)
    length = talk[1] - 1 + (recordings.begun_at(ordered) - segment.started_at).total_seconds()
    speaker = has_floor(ordered, talk)
    made = recorded.Made(
        stored=blobs.put(b"film"), seconds=talk[2], chunks=10, turns=[Span(0, talk[2])]
    )
    recorded.keep_film(segment, made, by=SYSTEM)
    one, other = recordings.turns_of(ordered)
    assert (one.participant_id, other.participant_id) == (speaker.id, None)
    assert one.ended_at == other.began_at
    assert (one.ended_at - segment.started_at).total_seconds() == pytest.approx(length, abs=0.01)


def begin_item(meeting, snv):
    began = recordings.begun_at(meeting)
    with clock.standing_at(began - timedelta(seconds=1)):
        operations.begin_item(queries.agenda_of(meeting)[0], by=snv.leader)


def test_gaps_are_told_and_closed_by_another_source(house, chair, ordered, snv, talk):
    late = operations.add_item(ordered, operations.Point(title="Việc cuối"), by=snv.official)
    recorded_by(chair, talk, without=(4, 5))
    with clock.standing_at(recordings.begun_at(ordered) + timedelta(seconds=talk[2] + 2)):
        operations.begin_item(late, by=snv.leader)
    closed(ordered, snv, talk[2] + 3)
    outbox.drain()
    inner, end = recordings.gaps_of(ordered)
    assert (inner.ended_at - inner.began_at).total_seconds() == pytest.approx(talk[2] / 5, abs=0.1)
    assert (end.ended_at - end.began_at).total_seconds() == pytest.approx(3, abs=0.2)
    page = chair.client.get(f"/meetings/{ordered.uid}/recording").text
    assert page.count('class="gap"') == 2
    assert "Việc cuối" not in page, "it began when nothing was recorded any more"
    assert chair.send(4, talk[0][4]).status_code == 200
    assert chair.send(5, talk[0][5]).status_code == 200
    outbox.drain()
    assert len(recordings.gaps_of(ordered)) == 1


def test_two_sources_tell_each_turn_once(house, chair, ordered, snv, talk):
    secretary = device(house, ordered, snv.official)
    secretary.add()
    for one in (chair, secretary):
        recorded_by(one, talk)
    closed(ordered, snv, talk[2])
    outbox.drain()
    assert len(db.session.scalars(select(Turn)).all()) == 4
    assert len(recordings.turns_of(ordered)) == 2


def test_a_device_that_never_said_it_was_done_is_heard_after_a_while(chair, ordered, talk):
    for seq, piece in enumerate(talk[0]):
        chair.send(seq, piece)
    outbox.drain()
    with transaction():
        earlier = clock.now() - timedelta(minutes=3)
        db.session.execute(update(RecSegment).values(received_at=earlier))
    from meetings.jobs.films import look_for_segments

    look_for_segments({})
    outbox.drain()
    assert recordings.segments_of(ordered)[0][1].film_sha256


def test_without_its_beginning_a_segment_is_a_gap_until_it_comes(chair, ordered, snv, talk):
    recorded_by(chair, talk, without=(0,))
    closed(ordered, snv, talk[2])
    outbox.drain()
    segment = recordings.segments_of(ordered)[0][1]
    assert segment.film_sha256 is None
    assert segment.problem
    (gap,) = recordings.gaps_of(ordered)
    assert (gap.ended_at - gap.began_at).total_seconds() == pytest.approx(talk[2], abs=0.3)
    chair.send(0, talk[0][0])
    outbox.drain()
    assert recordings.segments_of(ordered)[0][1].film_sha256
    assert recordings.gaps_of(ordered) == []


def test_where_no_film_can_be_made_the_chunks_are_played(chair, ordered, talk, monkeypatch):
    monkeypatch.setattr(films.shutil, "which", lambda _name: None)
    recorded_by(chair, talk)
    outbox.drain()
    whole = chair.client.get(f"/meetings/{ordered.uid}/recordings/{chair.uid}/0/film")
    assert whole.data == b"".join(talk[0])
    assert whole.content_type == "audio/webm"


def test_a_damaged_chunk_makes_no_film_and_is_named(chair, ordered, talk):
    recorded_by(chair, talk)
    path = blobs.path_of(recordings.manifest_segments(ordered)[0]["chunks"][3])
    path.chmod(0o600)
    path.write_bytes(b"changed")
    outbox.drain()
    path.write_bytes(talk[0][3])
    segment = recordings.segments_of(ordered)[0][1]
    assert segment.film_sha256 is None
    assert "3" in segment.problem


def test_a_track_of_a_server_knows_its_person(chair, ordered, snv, talk):
    recorded_by(chair, talk)
    outbox.drain()
    turns = [Span(0, talk[1]), Span(talk[1], talk[2])]
    stored = blobs.put(b"".join(talk[0]))
    made = recorded.Made(stored=stored, seconds=talk[2], chunks=1, turns=turns)
    speaker = queries.people_of(ordered)[2]
    facts = {"source": "janus", "participant": speaker, "started_at": recordings.begun_at(ordered)}
    with pytest.raises(Forbidden):
        recorded.keep_track(ordered, Codec.AUDIO, made, **facts, by=snv.leader)
    recorded.keep_track(ordered, Codec.AUDIO, made, **facts, by=SYSTEM)
    assert not allowed(snv.leader, Can.MAKE_FILM, ordered)
    assert {one.participant_id for one in recordings.turns_of(ordered)} == {speaker.id}


def test_who_takes_a_copy_is_noted(house, chair, ordered, snv, talk):
    recorded_by(chair, talk)
    copy = f"/meetings/{ordered.uid}/recordings/{chair.uid}/0/copy"
    member = device(house, ordered, snv.head)
    answer = member.client.post(copy)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    answer.close()
    acts = select(AuditEvent).where(AuditEvent.act == "meeting.recording_copied")
    assert [line.actor_name for line in db.session.scalars(acts)] == [snv.head.name]
    stranger = device(house, ordered, snv.other_official)
    assert stranger.client.post(copy).status_code == 404
    clerk = device(house, ordered, snv.clerk)
    assert clerk.client.post(copy).status_code == 403


# --------------------------------------------------------------------------- its end


def test_content_is_destroyed_by_a_record_when_its_time_is_over(chair, ordered, snv, talk):
    recorded_by(chair, talk)
    outbox.drain()
    operations.close_session(ordered, by=snv.leader)
    bound = recordings.manifest_segments(ordered)
    film = recordings.segments_of(ordered)[0][1].film_sha256
    facts = {"record_number": "12/BB", "basis": "Hết thời hạn bảo quản"}
    assert not allowed(snv.leader, Can.DESTROY_RECORDING, ordered)
    with pytest.raises(Refusal):
        recording_end.destroy_recording(ordered, **facts, by=snv.clerk)
    with clock.standing_at(clock.now() + timedelta(days=4000)):
        recording_end.destroy_recording(ordered, **facts, by=snv.clerk)
        outbox.drain()
    assert not any(blobs.exists(sha256) for sha256 in [film, *bound[0]["chunks"]])
    assert recordings.manifest_segments(ordered) == bound
    assert recordings.damaged_chunks(ordered) == []
    page = chair.client.get(f"/meetings/{ordered.uid}/recording").text
    assert "12/BB" in page
    url = f"/meetings/{ordered.uid}/recordings/{chair.uid}/0/film"
    assert chair.client.get(url).status_code == 404
    assert chair.send(12, b"late").status_code == 410
    turn = db.session.scalars(select(Turn)).first()
    with pytest.raises(Refusal):
        turn_texts.accept_text(turn, "Đồng ý.", by=snv.official)
    assert db.session.scalars(select(Turn.text).distinct()).all() == [""]


def test_the_clerks_are_told_once_a_month_whose_time_is_over(house, chair, ordered, snv):
    chair.send(0, b"\x1aE\xdf\xa3")
    operations.close_session(ordered, by=snv.leader)
    tell_whose_time_is_over({})
    assert not allowed(snv.leader, Can.END_KEEPING, snv.leader)
    assert recordings_kept.time_over(snv.clerk) == []
    with clock.standing_at(clock.now() + timedelta(days=4000)):
        for _twice in range(2):
            tell_whose_time_is_over({})
        clerk = device(house, ordered, snv.clerk).client
        page = clerk.get("/meetings/recordings-over")
        assert ordered.code in page.text
        assert clerk.get("/api/v1/recordings-over").json["items"][0]["code"] == ordered.code
        facts = {"record_number": "12/BB", "basis": "Hết thời hạn bảo quản"}
        url = f"/meetings/{ordered.uid}/recording/destruction"
        assert clerk.post(url, data=facts).headers["Location"].endswith("/recordings-over")
        assert recordings_kept.time_over(snv.clerk) == []
    told = select(Notice.desk_id).where(Notice.kind == "recordings_over")
    assert db.session.scalars(told).all() == [snv.clerk.desk_id]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"source": "chair"}, Part.CHAIR.label),
        ({"source": "chair", "device": "Máy phòng họp"}, "Máy phòng họp"),
        ({"source": "conference"}, ORIGINS["conference"]),
    ],
)
def test_a_source_is_named_in_the_readers_words(app, given, said):
    assert str(Recording(**{"device": ""} | given).origin) == str(said)
