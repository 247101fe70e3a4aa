"""Each permission of drafting together: who has it on a draft in a certain state, nobody else."""

import pytest

from documents import operations
from documents.models import CopyKind, DraftComment, DraftTemplate, Medium
from documents.operations import Wish
from documents.operations.copy_making import keep_copy
from documents.policy.drafting import Can
from office import blobs
from office.db import transaction
from office.permissions import SYSTEM, allowed
from tests import build
from tests.conftest import rolled_back
from tests.documents import stages
from tests.documents.test_policy import DRAFTERS, FOREIGN, everybody

OWN = {"official", "for_official"}
HEADS = {"head", "for_head"}
SIGNER = {"leader", "for_leader"}
LEADING = SIGNER | {"deputy", "office_head"}
SETTLING = OWN | HEADS | {"colleague"}
HOLDERS = [
    (Can.READ_VERSIONS, "shared", OWN | HEADS | {"colleague", "other_official"}),
    (Can.READ_VERSIONS, "cancelled", OWN | HEADS),
    (Can.READ_VERSIONS, "signed", OWN | HEADS | LEADING),
    (Can.READ_VERSIONS, "restricted and moved", OWN | SIGNER | {"colleague"}),
    (Can.READ_VERSIONS, "in hand", set()),
    (Can.READ_VERSIONS, "copy", set()),
    (Can.COMMENT_DRAFT, "shared", OWN | HEADS | {"colleague", "other_official"}),
    (Can.COMMENT_DRAFT, "in hand", set()),
    (Can.SETTLE_COMMENT, "remark", SETTLING),
    (Can.SETTLE_COMMENT, "remark of no desk", OWN | {"colleague"}),
    (Can.INVITE_DRAFTERS, "shared", OWN),
    (Can.INVITE_DRAFTERS, "arrived", set()),
    (Can.DROP_DRAFT, "shared", OWN),
    (Can.DROP_DRAFT, "arrived", set()),
    (Can.USE_TEMPLATES, "shared", DRAFTERS | {"hr"}),
    (Can.SHARE_TEMPLATE, "room", OWN | HEADS | {"colleague"}),
    (Can.CHANGE_TEMPLATE, "template of a colleague", {"colleague"}),
    (Can.CHANGE_TEMPLATE, "template of the room", HEADS | {"official"}),
    (Can.COPY_DRAFT, "signed", (DRAFTERS | {"hr"}) - FOREIGN),
    (Can.COPY_DRAFT, "in hand", set()),
    (Can.COPY_DRAFT, "copy", set()),
]


@pytest.fixture(scope="module")
def stage(app):
    """Everybody, and a record in each state; nothing in it is changed."""
    with rolled_back(app):
        snv = build.agency()
        yield everybody(snv), records(snv)


def records(snv):
    shared = drafted_by_three(snv)
    return {
        "shared": shared,
        "cancelled": stages.cancelled(snv),
        "signed": stages.signed(snv),
        "restricted and moved": moved(snv),
        "arrived": build.arrived(snv),
        "in hand": build.handed_on(snv, symbol="2/X", identifier="2"),
        "copy": copy_made(snv),
        "remark": operations.comment_draft(shared, "Sửa câu đầu.", by=snv.head),
        "remark of no desk": DraftComment(document_id=shared.id, desk_id=None),
        "room": snv.official.unit_id,
        "template of a colleague": DraftTemplate(person_id=snv.colleague.person_id),
        "template of the room": DraftTemplate(
            person_id=snv.official.person_id, unit_id=snv.official.unit_id
        ),
    }


def drafted_by_three(snv):
    """The other official was asked, the colleague writes along; the other head was let go."""
    draft = stages.asked(snv)
    invited = [snv.desks[part].id for part in ("colleague", "other_head")]
    operations.invite_drafters(draft, invited, by=snv.official)
    operations.end_drafting(draft, snv.desks["other_head"].id, by=snv.official)
    return draft


def moved(snv):
    """It names its readers; since it was signed the function has moved to the colleague's desk."""
    draft = stages.signed(snv)
    with transaction():
        draft.is_restricted, draft.desk_id = True, snv.desks["colleague"].id
    return draft


def copy_made(snv):
    """A copy that waits for its number; whoever asked for it drafted nothing."""
    desk = snv.desks["leader"].id
    wish = Wish(CopyKind.EXTRACT, Medium.PAPER, Medium.PAPER, desk, "Lưu", extract="Điều 3")
    document = build.handed_on(snv, symbol="3/X", identifier="3")
    copy = operations.ask_copy(document, wish, by=snv.official)
    operations.permit_copy(copy, by=snv.leader)
    return keep_copy(copy, blobs.put(b"%PDF-1.4 copy"), by=SYSTEM)


@pytest.mark.parametrize(
    ("can", "state", "expected"), HOLDERS, ids=[f"{row[0]}-{row[1]}" for row in HOLDERS]
)
def test_who_has_it_and_nobody_else(stage, can, state, expected):
    people, subjects = stage
    found = {name for name, actor in people.items() if allowed(actor, can, subjects[state])}
    assert found == expected


def test_every_permission_stands_in_the_table():
    assert {row[0] for row in HOLDERS} == set(Can)
