"""Words of turns: off by default, only with the chair's word, grey until they are taken."""

import json
import re
import threading
from datetime import timedelta
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from sqlalchemy import select

from meetings import operations, queries
from meetings.compose.words import blocks
from meetings.models import Meeting, Recording, RecSegment, Secrecy, TextState, Turn, TurnSource
from meetings.operations import quoting, turn_texts
from meetings.queries import recordings
from office import blobs, clock, outbox
from office.db import db, transaction
from office.errors import Forbidden, Invalid, Refusal
from tests.meetings.media import sound
from tests.meetings.recording.device import device
from tests.needs import needs

pytestmark = [needs("ffmpeg"), needs("espeak-ng")]
SAID = "Giao Phòng Tài chính chủ trì, báo cáo trước ngày 01/12."


class Listener(BaseHTTPRequestHandler):
    """An endpoint that always hears the same."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, dict(self.headers), body))
        told = json.dumps(self.server.says).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, *_args):
        pass


@pytest.fixture
def endpoint(house, monkeypatch, tmp_path):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    server.asked, server.says, server.status = [], {"text": SAID}, 200
    threading.Thread(target=server.serve_forever, daemon=True).start()
    key = tmp_path / "key"
    key.write_text("word-of-the-service\n", encoding="utf-8")
    settings = house.extensions["office.settings"]
    monkeypatch.setattr(settings, "transcribe_url", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setattr(settings, "transcribe_key_file", key)
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    folder = tmp_path_factory.mktemp("film")
    return sound.webm(folder / "a.webm", sound=sound.said(folder / "a.wav")).read_bytes()


@pytest.fixture
def turn(ordered, film):
    """A turn of two seconds in a film."""
    stored, now = blobs.put(film), clock.now()
    with transaction():
        source = Recording(
            meeting_id=ordered.id, source="chair", codec="audio/webm;codecs=opus", begun_at=now
        )
        db.session.add(source)
        db.session.flush()
        facts = {"recording_id": source.id, "number": 0, "received_at": now, "chunks": 1}
        segment = RecSegment(started_at=now, film_sha256=stored.sha256, film_ms=3000, **facts)
        db.session.add(segment)
        db.session.flush()
        made = Turn(
            meeting_id=ordered.id,
            segment_id=segment.id,
            began_at=now,
            ended_at=now + timedelta(seconds=2),
            source=TurnSource.VAD,
        )
        db.session.add(made)
    return made


def test_without_a_service_nothing_is_asked_and_the_page_offers_nothing(house, snv, ordered, turn):
    with pytest.raises(Refusal):
        turn_texts.allow_transcribing(ordered, by=snv.leader)
    outbox.drain()
    assert turn.text_state is TextState.NONE


def test_the_chair_allows_the_machine_writes_the_secretary_takes(
    house, snv, ordered, turn, endpoint
):
    with pytest.raises(Forbidden):
        turn_texts.allow_transcribing(ordered, by=snv.official)
    turn_texts.allow_transcribing(ordered, by=snv.leader)
    outbox.drain()
    ((path, headers, body),) = endpoint.asked
    assert path == "/v1/audio/transcriptions"
    assert headers["Authorization"] == "Bearer word-of-the-service"
    form = message_from_bytes(f"Content-Type: {headers['Content-Type']}\n\n".encode() + body)
    parts = {
        one.get_param("name", header="content-disposition"): one.get_payload(decode=True)
        for one in form.get_payload()
    }
    assert parts["language"] == b"vi"
    assert parts["file"].startswith(b"RIFF")
    assert (turn.text, turn.text_state) == (SAID, TextState.PROPOSED)
    secretary = device(house, ordered, snv.official).client
    url = f"/meetings/{ordered.uid}/recording"
    assert 'class="unchecked"' in secretary.get(url).text
    assert "transcribing_allowed" in [one.kind for one in queries.events_of(ordered)]
    with pytest.raises(Forbidden):
        turn_texts.accept_text(turn, SAID, by=snv.head)
    taken = secretary.post(f"/meetings/{ordered.uid}/turns/{turn.uid}/text", data={"text": SAID})
    assert taken.status_code == 303
    page = secretary.get(url).text
    assert 'class="unchecked"' not in page
    assert page.count(SAID) == 2  # the words, and the task that they may become


def test_only_words_that_were_taken_are_quoted_in_the_minutes(house, snv, ordered, turn):
    begins = clock.now() - timedelta(minutes=1)
    with clock.standing_at(begins):
        operations.begin_item(queries.agenda_of(ordered)[0], by=snv.leader)
    with transaction():
        turn.item_id = queries.agenda_of(ordered)[0].id
    with pytest.raises(Refusal):
        quoting.quote_turn(turn, by=snv.official)
    turn_texts.accept_text(turn, SAID, by=snv.official)
    with pytest.raises(Forbidden):
        quoting.quote_turn(turn, by=snv.head)
    for _twice in range(2):
        section = quoting.quote_turn(turn, by=snv.official)
    assert section.item_id == turn.item_id
    assert section.body.count(SAID) == 1
    link = re.search(r"\[bản ghi 00:\d\d:\d\d\]\((/meetings/[^)\s]+)\)", section.body)[1]
    assert link.endswith(f"#turn-{turn.uid}")
    said = "\n".join(block.text for block in blocks(section.body))
    assert "(bản ghi 00:" in said
    assert "/meetings/" not in said  # paper names the second, not an address of the house
    secretary = device(house, ordered, snv.official).client
    assert f'id="turn-{turn.uid}"' in secretary.get(link.partition("#")[0]).text
    task = f"/meetings/{ordered.uid}/minutes?text=Giao+viec"
    assert "Giao viec</textarea>" in secretary.get(task).text


def test_who_forbids_it_is_obeyed_at_once(snv, ordered, turn, endpoint):
    turn_texts.allow_transcribing(ordered, by=snv.leader)
    turn_texts.forbid_transcribing(ordered, by=snv.leader)
    outbox.drain()
    assert endpoint.asked == []
    assert turn.text_state is TextState.NONE


def test_a_classified_meeting_is_never_sent_out(snv, ordered, turn, endpoint):
    turn_texts.allow_transcribing(ordered, by=snv.leader)
    with transaction():
        db.session.get_one(Meeting, ordered.id).secrecy = Secrecy.SECRET
    outbox.drain()
    assert endpoint.asked == []
    assert not recordings.may_be_transcribed(ordered)


def test_an_endpoint_that_answers_oddly_writes_nothing(snv, ordered, turn, endpoint):
    endpoint.says = ["no", "text"]
    turn_texts.allow_transcribing(ordered, by=snv.leader)
    outbox.drain()
    assert (turn.text, turn.text_state) == ("", TextState.FAILED)


def test_the_secretary_drops_or_mends_what_was_written(snv, ordered, turn, endpoint):
    turn_texts.allow_transcribing(ordered, by=snv.leader)
    outbox.drain()
    with pytest.raises(Invalid):
        turn_texts.accept_text(turn, "   ", by=snv.official)
    turn_texts.refuse_text(turn, by=snv.official)
    assert (turn.text, turn.text_state) == ("", TextState.REFUSED)
    turn_texts.accept_text(turn, "Đồng ý.", by=snv.official)
    assert (turn.text, turn.checked_by) == ("Đồng ý.", snv.official.name)
    operations.close_session(ordered, by=snv.leader)
    assert db.session.scalars(select(Turn.text)).all() == ["Đồng ý."]
