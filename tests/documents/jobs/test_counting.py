"""The nightly count of the desks' counters."""

from sqlalchemy import update

from documents import queries
from documents.jobs.counting import recount
from documents.models import DeskCount, Duty
from office.db import db, transaction
from tests import build


def test_a_drifted_counter_is_mended_and_told(house):
    snv = build.agency()
    build.presented(snv)
    desk_id = snv.desks["leader"].id
    with transaction():
        assert recount() == 0
        db.session.execute(update(DeskCount).where(DeskCount.desk_id == desk_id).values(open=7))
    with transaction():
        assert recount() == 1
    assert queries.counts_of_desk(desk_id).open == {Duty.DIRECT: 1}
