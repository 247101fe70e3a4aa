"""Chunks of a recorder: kept once, in any order, proven by their hash, and never in silence."""

import errno
import os

import pytest
from sqlalchemy import func, select

from meetings import operations, queries
from meetings.media import chunks
from meetings.models import MeetingEvent, RecChunk, RecordingPolicy, Secrecy
from meetings.operations import recording
from meetings.policy.recording import Can
from meetings.queries import recordings
from office import blobs
from office.db import db, transaction
from office.errors import Forbidden, Refusal
from office.permissions import allowed
from tests.meetings import house as meetings
from tests.meetings.recording.device import PICTURE, device

FIRST, SECOND, THIRD = (chunks.EBML + b"one", b"two", b"three")


def stored():
    return db.session.scalar(select(func.count()).select_from(RecChunk))


def told(meeting):
    return [one.kind for one in queries.events_of(meeting)]


# ------------------------------------------------------------------------ the chair's order


def test_the_chair_alone_orders_and_everybody_is_told_before_the_first_sound(house, snv, meeting):
    secretary = device(house, meeting, snv.official)
    assert secretary.add().status_code == 409
    with pytest.raises(Forbidden):
        recording.begin_recording(meeting, by=snv.official)
    recording.begin_recording(meeting, by=snv.leader)
    recording.begin_recording(meeting, by=snv.leader)
    assert secretary.add().status_code == 201
    assert secretary.send(0, FIRST).status_code == 200
    assert told(meeting).count("recording_begun") == 1
    begun = db.session.scalars(
        select(MeetingEvent).where(MeetingEvent.kind == "recording_begun")
    ).one()
    assert begun.at <= db.session.scalars(select(RecChunk)).one().received_at


def test_nothing_is_recorded_where_the_plan_says_so(snv):
    silent = meetings.opened(snv, recording=RecordingPolicy.OFF)
    with pytest.raises(Refusal):
        recording.begin_recording(silent, by=snv.leader)


def test_a_classified_meeting_has_no_recording_by_any_way(house, snv, ordered, chair):
    assert chair.send(0, FIRST).status_code == 200
    with transaction():
        ordered.secrecy = Secrecy.SECRET
    assert chair.send(1, SECOND).status_code == 403
    assert chair.finish(0).status_code == 403
    assert chair.add().status_code == 403
    assert chair.client.get(f"/meetings/{ordered.uid}/recording").status_code == 403
    assert chair.client.get(f"/api/v1/meetings/{ordered.uid}/recording").status_code == 403
    assert not allowed(snv.leader, Can.RECORD, ordered)
    assert not allowed(snv.leader, Can.HEAR, ordered)


def test_sound_only_means_no_picture(chair):
    assert chair.add(PICTURE).status_code == 409


def test_members_and_strangers_do_not_record(house, snv, chair, ordered):
    member = device(house, ordered, snv.head)
    assert member.add().status_code == 403
    member.uid = chair.uid
    assert member.send(0, FIRST).status_code == 403
    stranger = device(house, ordered, snv.other_official)
    stranger.uid = chair.uid
    assert stranger.send(0, FIRST).status_code == 404
    secretary = device(house, ordered, snv.official)
    secretary.uid = chair.uid
    assert secretary.send(0, FIRST).status_code == 403
    assert stored() == 0


def test_the_end_of_the_session_ends_the_recording_and_devices_hear_of_it(snv, chair, ordered):
    assert "X-Recording" not in chair.send(0, FIRST).headers
    operations.close_session(ordered, by=snv.leader)
    late = chair.send(1, SECOND)
    assert late.status_code == 200
    assert late.headers["X-Recording"] == "over"
    assert not recordings.is_recorded_now(ordered)
    assert "recording_ended" in told(ordered)


def test_what_was_taken_after_the_end_is_not_kept(snv, chair, ordered):
    recording.end_recording(ordered, by=snv.leader)
    chair.started += 60_000
    assert chair.send(0, FIRST).status_code == 409
    assert stored() == 0


# ------------------------------------------------------------------------------- chunks


def test_a_chunk_sent_twice_is_kept_once(chair):
    assert chair.send(0, FIRST).status_code == 200
    assert chair.send(0, FIRST).status_code == 200
    assert stored() == 1
    assert chair.send(0, FIRST + b"other").status_code == 409
    assert stored() == 1


def test_a_wrong_hash_is_refused_and_nothing_is_kept(chair):
    answer = chair.send(0, FIRST, **{"X-Chunk-SHA256": "0" * 64})
    assert answer.status_code == 422
    assert chair.send(0, FIRST, **{"X-Chunk-SHA256": "../../etc/passwd"}).status_code == 422
    assert stored() == 0


def test_chunks_arrive_in_any_order_and_gaps_are_told(chair):
    for seq, data in ((2, THIRD), (0, FIRST)):
        assert chair.send(seq, data).status_code == 200
    finished = chair.finish(3)
    assert finished.json["missing"] == [{"first": 1, "last": 1}, {"first": 3, "last": 3}]
    assert chair.send(1, SECOND).status_code == 200
    have = chair.have()
    assert have["segments"] == [
        {"segment": 0, "received": [{"first": 0, "last": 2}], "last_seq": 3}
    ]
    assert have["next_segment"] == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Chunk-From": "-1"},
        {"X-Chunk-To": "9" * 14},
        {"X-Chunk-To": None},
        {"X-Chunk-From": "１"},
        {"X-Segment-Started": "soon"},
        {"X-Segment-Started": "9" * 14},
    ],
)
def test_odd_numbers_are_refused(chair, headers):
    assert chair.send(0, FIRST, **headers).status_code == 422
    assert stored() == 0


def test_a_segment_begins_as_a_film_does(chair):
    assert chair.send(0, b"<script>").status_code == 422
    assert chair.send(0, b"").status_code == 422
    assert chair.send(1, b"anything that goes on").status_code == 200


def test_too_large_is_not_read(chair):
    assert chair.send(0, FIRST + bytes(chunks.LARGEST)).status_code == 413


@pytest.mark.parametrize("segment", [2000, 10**10])
def test_numbers_beyond_any_recording_are_refused(chair, segment):
    assert chair.send(0, FIRST, segment=segment).status_code == 422


def test_hostile_names_lead_nowhere(chair):
    for path in ("../../x/0/0", f"{chair.uid}/0/..%2f..%2fx", f"{chair.uid}/-1/0"):
        answer = chair.client.put(f"{chair.url}/{path}", data=FIRST)
        assert answer.status_code in {404, 405}
    assert chair.finish(5, segment=7).status_code == 409


# --------------------------------------------------------------------------- no room


def test_a_full_disk_is_a_wish_to_try_again(chair, monkeypatch):
    def full(_data):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(blobs, "put", full)
        assert chair.send(0, FIRST).status_code == 507
    assert stored() == 0
    assert chair.send(0, FIRST).status_code == 200


def test_the_disk_is_kept_free_for_others_and_a_meeting_has_its_limit(house, chair, monkeypatch):
    settings = house.extensions["office.settings"]
    with monkeypatch.context() as patched:
        patched.setattr(settings, "recording_free_mib", 1 << 40)
        assert chair.send(0, FIRST).status_code == 507
    assert chair.send(0, FIRST).status_code == 200
    monkeypatch.setattr(settings, "recording_quota_mib", 0)
    assert chair.send(1, SECOND).status_code == 507


# ------------------------------------------------------------------------- several devices


def test_three_devices_record_side_by_side(house, snv, chair, ordered):
    secretary, telephone = (device(house, ordered, snv.official) for _ in range(2))
    for one in (secretary, telephone):
        assert one.add().status_code == 201
    for one in (chair, secretary, telephone):
        assert one.send(0, FIRST).status_code == 200
        assert one.finish(0).status_code == 200
    segments = recordings.manifest_segments(ordered)
    assert len(segments) == 3
    assert len({one["source"] for one in segments}) == 3
    assert {one["bytes"] for one in segments} == {len(FIRST)}


def test_another_device_of_the_chair_goes_on_in_the_next_segment(house, snv, chair, ordered):
    assert chair.send(0, FIRST).status_code == 200
    other = device(house, ordered, snv.leader)
    other.uid = chair.uid
    assert other.send(0, FIRST + b"new", segment=other.have()["next_segment"]).status_code == 200
    assert [one["segment"] for one in other.have()["segments"]] == [0, 1]


def test_a_device_with_a_wrong_clock_is_placed_by_ours(chair, ordered):
    chair.started = 1_000_000
    assert chair.send(0, FIRST).status_code == 409
    assert chair.send(0, FIRST, **{"X-Clock-Offset": None}).status_code == 200
    (_source, segment), *_rest = recordings.segments_of(ordered)
    assert segment.started_at == recordings.begun_at(ordered)
    assert segment.clock_offset_ms is None


# ------------------------------------------------------------------------------ damage


def test_a_changed_chunk_is_named(chair, ordered):
    for seq, data in enumerate((FIRST, SECOND, THIRD)):
        assert chair.send(seq, data).status_code == 200
    assert recordings.damaged_chunks(ordered) == []
    bound = recordings.manifest_segments(ordered)[0]["chunks"]
    path = blobs.path_of(bound[1])
    path.chmod(0o600)
    path.write_bytes(b"tw0")
    (damage,) = recordings.damaged_chunks(ordered)
    path.write_bytes(SECOND)
    assert recordings.damaged_chunks(ordered) == []
    assert (damage.segment, damage.seq, damage.sha256) == (0, 1, bound[1])
    assert not damage.is_gone
    path.unlink()
    assert recordings.damaged_chunks(ordered)[0].is_gone
    blobs.put(SECOND)
