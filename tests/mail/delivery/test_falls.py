"""Processes of mail that fall: a few points here, every point in `make long PART=mailkills`."""

from email import message_from_bytes

import pytest

from tests.mail import sink
from tests.mail.delivery import falls
from tests.mail.post import post_office


@pytest.fixture
def office(lasting_app):
    """An agency with boxes whose commits last, as a second process sees them."""
    with lasting_app.app_context():
        yield post_office()


@pytest.mark.parametrize("name", ["submission-delivered", "submission-overtaken"])
def test_a_submission_that_is_sent_again_leaves_once(office, tmp_path, name):
    point = next(one for one in falls.SUBMITTING if one.name == name)
    assert falls.submitted(office, tmp_path / "arms", point) == []


def test_a_letter_is_filed_once_though_the_answer_is_lost(office, lasting_app, tmp_path):
    point = next(one for one in falls.FILING if one.name == "filing-unanswered")
    assert falls.filed(lasting_app, office, tmp_path / "arms", point) == []


def test_a_letter_whose_taking_was_not_noted_leaves_twice_at_most(office, lasting_app, tmp_path):
    with sink.running("PIPELINING", "8BITMIME") as host:
        struck, acts = falls.left(lasting_app, office, tmp_path / "arms", host.port)
    assert struck
    names = [message_from_bytes(one)["Message-ID"] for one in host.messages]
    assert len(names) == 2
    assert len(set(names)) == 1
    assert [act for act in acts if act != "mail.handed_out"] == ["mail.maybe_twice", "mail.sent"]
