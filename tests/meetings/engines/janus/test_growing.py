"""The alarm of a recording that is not written."""

from meetings.engines.janus.growing import Growth


def test_files_that_stand_still_for_five_seconds_raise_the_alarm():
    growth = Growth()
    assert growth.look({"a": 10}, senders=1, now=0)
    assert growth.look({"a": 20}, senders=1, now=3)
    assert growth.look({"a": 20}, senders=1, now=7.9)
    assert not growth.look({"a": 20}, senders=1, now=8)
    assert growth.look({"a": 21}, senders=1, now=9)


def test_a_recording_that_never_has_a_file_raises_it_too():
    growth = Growth()
    assert growth.look({}, senders=2, now=0)
    assert not growth.look({}, senders=2, now=5)


def test_nothing_grows_where_nobody_sends():
    growth = Growth()
    growth.look({}, senders=0, now=0)
    assert growth.look({}, senders=0, now=60)
    assert growth.look({}, senders=1, now=64)
