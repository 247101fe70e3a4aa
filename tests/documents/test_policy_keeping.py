"""Who freezes and who adds metadata: each permission has its holders, and nobody else has it."""

from dataclasses import replace

import pytest

from documents import operations
from documents.operations.workfiles import Opening
from documents.policy.keeping import Can
from office import clock
from office.permissions import allowed
from tests import build
from tests.conftest import rolled_back

HOLDERS = [
    (Can.FREEZE, None, {"leader", "deputy", "office_head"}),
    (Can.READ_FREEZES, None, {"clerk", "leader", "deputy", "office_head"}),
    (Can.KEEP_FIELDS, None, {"clerk", "office_head"}),
    (Can.DESCRIBE_DOCUMENT, "document", {"clerk", "office_head"}),
    (Can.DESCRIBE_FILE, "file", {"clerk", "official", "head"}),
]


@pytest.fixture(scope="module")
def stage(app):
    """An agency with a document and a work file; nothing in it is changed."""
    with rolled_back(app):
        snv = build.agency()
        given = Opening("Sắp xếp", "01.TCCB", "years-10", clock.today())
        file = operations.open_file(given, by=snv.official)
        yield snv, {"document": build.handed_on(snv), "file": file, None: None}


@pytest.mark.parametrize(("can", "subject", "expected"), HOLDERS, ids=[str(h[0]) for h in HOLDERS])
def test_who_has_it_and_nobody_else(stage, can, subject, expected):
    snv, records = stage
    subjects = records[subject]
    assert {name for name, one in snv.people.items() if allowed(one, can, subjects)} == expected


@pytest.mark.parametrize("can", [Can.FREEZE, Can.KEEP_FIELDS])
def test_a_deputy_neither_freezes_nor_adds_fields(stage, can):
    snv, _records = stage
    holder = snv.leader if can is Can.FREEZE else snv.clerk
    assert not allowed(replace(holder, delegation_id=1), can, None)
