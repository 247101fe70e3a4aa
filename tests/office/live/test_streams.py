"""A listener misses nothing, is told when he may not listen any more, and holds no place after."""

import threading

import pytest

from office import metrics
from office.live import hub as hubs
from office.live.hub import ROOM, Listener, hub_of
from office.live.streams import STREAM, WAIT
from tests.office.live import channel


@pytest.fixture
def room(lasting_app):
    """An application with the channel of the tests, whose pings come quickly."""
    channel.add(lasting_app)
    settings = lasting_app.extensions["office.settings"]
    settings.live_streams, settings.live_ping_seconds = 200, 0.2
    yield lasting_app
    assert hub_of(lasting_app).taken(STREAM) == 0
    for thread in followers():
        thread.join(5)


def followers():
    return [thread for thread in threading.enumerate() if thread.name == hubs.THREAD]


class Reader:
    """The parts of one stream as a browser reads them."""

    def __init__(self, app, key="a", **given):
        self.answer = app.test_client().get(f"/live-tests/{key}", buffered=False, **given)
        self.parts = iter(self.answer.response)
        self.opening = next(self.parts).decode()

    def told(self, count):
        """The next so many events as (id, kind); pings are passed over."""
        found = []
        while len(found) < count:
            for part in next(self.parts).decode().split("\n\n"):
                words = dict(line.split(": ", 1) for line in part.split("\n") if ": " in line)
                if "data" in words:
                    found.append((int(words["id"]), words["data"]))
        return found

    def close(self):
        self.answer.close()


def test_who_listens_is_told_ids_and_kinds_in_their_order(room):
    channel.tell(room, 1, 2)
    reader = Reader(room)
    channel.tell(room, 3, 5)
    channel.tell(room, 4, key="other")
    channel.tell(room, 6, kind="item")
    assert reader.told(3) == [(3, "speech"), (5, "speech"), (6, "item")]
    reader.close()


def test_who_comes_back_is_told_what_he_missed(room):
    channel.tell(room, 1, 2, 3)
    reader = Reader(room, headers={"Last-Event-ID": "1"})
    assert "id: 2\n" in reader.opening
    assert "id: 3\n" in reader.opening
    assert "resync" not in reader.opening
    channel.tell(room, 4)
    assert reader.told(1) == [(4, "speech")]
    reader.close()


@pytest.mark.parametrize("known", ["0", "9999"])
def test_who_missed_too_much_or_knows_what_never_was_loads_his_page_again(room, known):
    channel.tell(room, *range(1, ROOM + 3))
    reader = Reader(room, headers={"Last-Event-ID": known})
    assert "event: resync" in reader.opening
    assert f"id: {ROOM + 2}\n" in reader.opening
    reader.close()


@pytest.mark.parametrize("known", ["-1", "x", "٣", "9" * 40, ""])
def test_a_strange_id_is_no_id(room, known):
    channel.tell(room, 7)
    reader = Reader(room, headers={"Last-Event-ID": known})
    assert "id: 7\nevent: ready" in reader.opening
    assert "data: speech" not in reader.opening
    reader.close()


def test_a_queue_that_overflows_asks_for_a_new_page_and_goes_on(room):
    reader = Reader(room)
    channel.tell(room, *range(1, ROOM + 52), key="b")  # of another key: takes no room
    (listener,) = hub_of(room).listeners("tests", "a")
    for number in range(1, ROOM + 2):
        assert listener.put(channel.live.Told("a", number, "speech")) is (number <= ROOM)
    assert next(reader.parts) == b"event: resync\ndata:\n\n"
    channel.tell(room, ROOM + 60)
    assert reader.told(1) == [(ROOM + 60, "speech")]
    reader.close()


def test_a_right_withdrawn_ends_the_stream_at_the_next_ping(room):
    reader = Reader(room)
    channel.shut(room)
    assert list(reader.parts)[-1] == b"event: end\ndata:\n\n"
    reader.close()
    assert room.test_client().get("/live-tests/a").status_code == 403


def test_an_event_about_rights_asks_at_once(room):
    room.extensions["office.settings"].live_ping_seconds = 600
    reader = Reader(room)
    channel.shut(room)
    channel.tell(room, 1, kind="rights")
    begun = hubs.now()
    assert list(reader.parts)[-1] == b"event: end\ndata:\n\n"
    assert hubs.now() - begun < 5
    reader.close()


def test_the_last_to_leave_ends_the_thread_and_no_place_stays_taken(room):
    found = hub_of(room)
    readers = [Reader(room), Reader(room, key="b")]
    assert len(followers()) == 1
    assert found.taken(STREAM) == 2
    unread = room.test_client().get("/live-tests/a", buffered=False)
    unread.close()  # a line that broke before its first part
    room.test_client().head("/live-tests/a")
    for reader in readers:
        reader.close()
        reader.close()
    assert found.taken(STREAM) == 0
    for thread in followers():
        thread.join(5)
    assert not followers()


def test_above_the_cap_a_page_is_told_to_ask_and_wait(room):
    room.extensions["office.settings"].live_streams = 1
    reader = Reader(room)
    refused = room.test_client().get("/live-tests/a")
    assert refused.status_code == 503
    assert refused.headers["Retry-After"] == "5"
    asked = room.test_client().get("/live-tests/a?wait=0&after=0").json
    assert asked == {"last": 0, "events": [], "resync": False, "again": 5.0}
    reader.close()
    Reader(room).close()


def test_a_question_waits_for_the_next_event(room):
    channel.tell(room, 1)
    answers = []

    def ask():
        answers.append(room.test_client().get("/live-tests/a?wait=20&after=1").json)

    asking = threading.Thread(target=ask)
    asking.start()
    found = hub_of(room)
    while not found.taken(WAIT):
        asking.join(0.01)
    channel.tell(room, 2)
    asking.join(10)
    assert answers == [
        {"last": 2, "events": [{"id": 2, "kind": "speech"}], "resync": False, "again": 0.0}
    ]
    assert found.taken(WAIT) == 0


def test_a_question_is_answered_at_once_with_what_was_missed(room):
    channel.tell(room, 1, 2, 3)
    said = room.test_client().get("/live-tests/a?wait=25&after=1").json
    assert [one["id"] for one in said["events"]] == [2, 3]
    too_much = room.test_client().get("/live-tests/a?wait=25&after=77").json
    assert too_much["resync"] is True


def test_where_waiting_has_no_place_the_page_comes_back_later(room):
    room.extensions["office.settings"].live_waits = 0
    channel.tell(room, 1)
    assert room.test_client().get("/live-tests/a?wait=25&after=1").json["again"] == 5.0


def test_a_process_that_ends_lets_everybody_go(room):
    room.extensions["office.settings"].live_ping_seconds = 600
    reader = Reader(room)
    hub_of(room).close()
    assert not list(reader.parts)
    reader.close()
    assert room.test_client().get("/live-tests/a").status_code == 503


def test_a_bell_rung_before_the_reader_looks_is_not_lost():
    listener = Listener()
    listener.put(channel.live.Told("a", 1, "speech"))
    assert [one.id for one in listener.take(0)] == [1]
    assert listener.take(0.01) == []


def test_the_numbers_of_a_process_stand_in_its_metrics(room):
    reader = Reader(room)
    channel.tell(room, 1)
    reader.told(1)
    with room.app_context():
        said = metrics.text()
    assert 'office_live_listeners{kind="streams"} 1\n' in said
    assert "office_live_told 1\n" in said
    reader.close()
