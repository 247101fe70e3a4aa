"""Findings and doubles in the table of permissions."""

from sqlalchemy import select

from office.db import db
from office.permissions import SYSTEM
from personnel import operations
from personnel.models import Dossier, QualityFinding
from tests.personnel import house as register

FINDING, TWINS, OTHER = "finding of the official", "two dossiers alike", "the other one alike"
REASON = "Đã đối chiếu giấy tờ"


def settled(world, *_):
    """Two people."""
    pair = {"first": world.records[TWINS], "second": world.records[OTHER]}
    return pair | {"verdict": "two", "reason": REASON}


FORMS = {
    "personnel.answer_finding": lambda *_: {"note": REASON, "plan": "source"},
    "personnel.settle_twins": settled,
}
CALLS = {
    "api_personnel.answer_finding": lambda *_: {"note": REASON, "plan": "source"},
    "api_personnel.settle_twins": settled,
}


def built(world, snv):
    """What the official's dossier lacks, and two dossiers of one name."""
    own = select(Dossier).where(Dossier.person_id == snv.official.person_id)
    operations.check_quality([db.session.scalars(own).one()], by=SYSTEM)
    lacking = select(QualityFinding).where(QualityFinding.field == "ethnicity")
    world.records[FINDING] = str(db.session.scalars(lacking).one().uid)
    for name, citizen in ((TWINS, "001085001233"), (OTHER, "001085001236")):
        rows = [register.identity("Lê Văn Thử", citizen), register.post(snv.rooms["finance"])]
        found = operations.open_dossier(snv.unit.id, rows, by=snv.hr)
        operations.check_quality([found], by=SYSTEM)
        world.records[name] = str(found.uid)
