"""The demo begins with a line to the sandbox register, whether that is there or not."""

import json
from datetime import date

import pytest

from office import clock, outbox
from office.demo import Demo, Service
from personnel import operations, queries
from personnel.demo.careers import rows_of
from personnel.demo.exchange import CLIENT, point_to_the_register
from personnel.demo.lives import Cast
from personnel.models import LinkState
from personnel.queries.national import link_of
from tests import build
from tests.personnel import house as register
from tests.personnel.national.conftest import SECRET, TOKEN, Sandbox, new_citizen
from tests.personnel.test_national import long_open

NAMES = [
    f"{family} {middle} Thử"
    for family in ("Lò", "Trần", "Vũ", "Đỗ", "Hứa")
    for middle in ("Văn", "Thị")
]
CLIENTS = [{"client_id": CLIENT, "secret": SECRET, "agencies": ["H99", "H99.*"], "keys": []}]


@pytest.fixture
def demo(tmp_path):
    """A folder as the first start leaves it, and its sandbox."""
    home = tmp_path / "register-sandbox"
    home.mkdir()
    made = Sandbox(home, clients=CLIENTS)
    (home / "config.json").write_text(json.dumps({"clients": CLIENTS}))
    service = Service("127.0.0.1", made.port, TOKEN)
    yield Demo(tmp_path, (), {"register": service}, lambda *_: None)
    made.stop()


def test_the_first_start_connects_and_most_of_what_is_told_is_accepted(house, demo):
    snv = long_open(build.agency())
    point_to_the_register(demo)
    dossier = register.opened(snv, snv.official, citizen=new_citizen())
    outbox.drain()
    assert link_of(dossier).state is LinkState.ACCEPTED
    line = queries.national_connection()
    point_to_the_register(demo)
    assert queries.national_connection() is line
    operations.end_national(line, by=snv.admin)
    point_to_the_register(demo)
    assert queries.national_connection() is None


def test_without_the_sandbox_everything_waits(house, tmp_path):
    snv = long_open(build.agency())
    gone = Demo(tmp_path, (), {"register": Service("127.0.0.1", 9, "")}, lambda *_: None)
    point_to_the_register(gone)
    dossier = register.opened(snv, snv.official, citizen=new_citizen())
    outbox.drain()
    assert link_of(dossier).state is LinkState.WAITING
    point_to_the_register(Demo(tmp_path, (), {}, lambda *_: None))


def test_careers_of_the_demo_have_no_errors_that_keep_them_from_the_national_database(house):
    snv = build.agency()
    room, body = (register.unit(one) for one in (snv.rooms["staff"], snv.unit))
    kept = set()
    for number, name in enumerate(NAMES, 101):
        cast = Cast(
            number, name, "1" if "Văn" in name else "2", room, body, "Chuyên viên", "official"
        )
        rows = rows_of(cast, clock.today(), date(2025, 7, 1))
        dossier = operations.open_dossier(snv.unit.id, rows, by=snv.hr)
        kept |= {(one.rule, one.group, one.field) for one in queries.blocks_national(dossier)}
    assert kept == set()
