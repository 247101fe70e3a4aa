"""Who writes a letter to a body of the axis is told that papers go there as documents."""

import pytest
from flask import g

from documents.views.advising import on_axis
from mail import operations as mail
from office.db import transaction
from office.permissions import SYSTEM
from tests import build
from tests.mail.post import post_office


@pytest.fixture
def world(house):
    """Two agencies with boxes."""
    office = post_office()
    other = build.agency(code="H99.7", name="Sở Tài chính", symbol="STC")
    with transaction():
        domain = mail.open_domain(other.unit, "stc.lamgiang.example", by=SYSTEM)
        mail.open_desk_box(other.desks["clerk"], domain, "vanthu", "Văn thư STC", by=SYSTEM)
    return office


def told(house, actor, *addresses):
    with house.test_request_context():
        g.actor = actor
        return [(one.text, one.url) for one in on_axis(addresses)]


def test_the_box_of_another_body_is_on_the_axis_and_the_own_one_is_not(house, world):
    own = f"vanthu@{world.domain.name}"
    [(words, url)] = told(house, world.official, "vanthu@stc.lamgiang.example", own)
    assert "Sở Tài chính" in words
    assert url == "/documents/drafts/new"
    assert told(house, world.official, own, "an@nha.example", "nobody") == []
