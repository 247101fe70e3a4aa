"""Versions of a draft: who wrote which text, an older one restored, two at once, the signer's."""

import pytest
from sqlalchemy import select

from documents import operations, queries
from documents.models import DocumentState, DraftSource, VersionKind
from documents.operations import drafting
from documents.operations.drafting import Made
from documents.policy.drafting import Can
from documents.queries.draft_texts import part_differences, text_of
from office import blobs
from office.accounts.models import Notice
from office.db import db
from office.errors import Conflict, Forbidden, NotFound, Refusal
from office.permissions import SYSTEM, allowed
from tests import build
from tests.documents import stages


@pytest.fixture
def snv(house):
    return build.agency()


def saved(document, body, by, **more):
    given = stages.form(document) | {"body": body}
    return operations.save_form(document, given, by=by, **more)


def kept(document):
    rows = queries.versions_of(queries.draft_of(document))
    return [(row.number, row.kind.value, row.saved_by) for row in reversed(rows)]


def told(desk):
    return [row.kind for row in db.session.scalars(select(Notice).where(Notice.desk_id == desk.id))]


def test_every_text_stands_under_the_name_of_its_author_and_an_older_one_comes_back(snv):
    draft = operations.start_draft(subject="Về việc trồng cây", by=snv.official)
    operations.invite_drafters(draft, [snv.desks["colleague"].id], by=snv.official)
    saved(draft, "Một.", snv.official)
    saved(draft, "Hai.", snv.colleague)
    saved(draft, "Hai.", snv.official)
    operations.take_docx(draft, blobs.put(b"PK"), "sửa.docx", by=snv.colleague)
    official, colleague = snv.official.name, snv.colleague.name
    assert kept(draft) == [
        (1, "begun", official),
        (2, "written", official),
        (3, "written", colleague),
        (4, "file", colleague),
    ]
    operations.restore_version(draft, 2, by=snv.official)
    row = queries.draft_of(draft)
    assert (row.source, row.content["body"], row.pdf_sha256) == (DraftSource.FORM, "Một.", "")
    assert kept(draft)[4] == (5, "restored", official)
    assert queries.version_of(row, 5).restored_from == 2
    with pytest.raises(Refusal, match="bản hiện tại"):
        operations.restore_version(draft, 5, by=snv.official)
    with pytest.raises(NotFound):
        operations.restore_version(draft, 9, by=snv.official)
    operations.restore_version(draft, 4, by=snv.official)
    assert queries.draft_of(draft).source is DraftSource.DOCX
    with pytest.raises(Forbidden):
        operations.restore_version(draft, 2, by=snv.leader)


def test_who_comes_second_overwrites_nothing_and_his_file_is_kept_aside(snv):
    draft = stages.drafted(snv)
    read = queries.draft_of(draft).revision
    saved(draft, "Của người thứ nhất.", snv.official, revision=read)
    with pytest.raises(Conflict):
        saved(draft, "Của người thứ hai.", snv.official, revision=read)
    with pytest.raises(Conflict):
        operations.take_docx(draft, blobs.put(b"PK"), "a.docx", revision=read, by=snv.official)
    with pytest.raises(Conflict):
        operations.restore_version(draft, 1, revision=read, by=snv.official)
    source, stored = DraftSource.DOCX, blobs.put(b"PK hai")
    aside = operations.keep_aside(draft, source, stored, "hai.docx", by=snv.official)
    row = queries.draft_of(draft)
    assert aside.kind is VersionKind.ASIDE
    assert queries.present_version(row).number == aside.number - 1
    assert (row.source, row.content["body"]) == (DraftSource.FORM, "Của người thứ nhất.")
    operations.restore_version(draft, aside.number, by=snv.official)
    assert queries.draft_of(draft).source_sha256 == stored.sha256


def test_the_leader_before_whom_it_lies_changes_it_himself(snv):
    draft = stages.drafted(snv)
    operations.invite_drafters(draft, [snv.desks["colleague"].id], by=snv.official)
    operations.submit(draft, snv.desks["leader"].id, by=snv.official)
    for other in (snv.official, snv.colleague):
        with pytest.raises((Refusal, Forbidden)):
            saved(draft, "Lén sửa.", other)
    notation = draft.notation
    saved(draft, "Lãnh đạo sửa.", snv.leader)
    row = queries.draft_of(draft)
    assert (draft.state, draft.notation) == (DocumentState.SUBMITTED, notation)
    assert kept(draft)[-1][1:] == ("signer", snv.leader.name)
    assert row.submitted_sha256 == ""
    with pytest.raises(Refusal, match="đang được tạo"):
        operations.prepare_signature(draft, by=snv.leader)
    drafting.keep_composed(row, row.revision, Made(stages.pdf("mới"), {}), by=SYSTEM)
    assert row.submitted_sha256 == row.pdf_sha256 == stages.pdf("mới").sha256
    assert "draft_changed" in told(snv.desks["official"])
    assert "draft_changed" in told(snv.desks["colleague"])
    assert "outgoing.changed_by_signer" in [one.act for one in queries.progress_of(draft)]
    stranger = snv.deputy
    with pytest.raises(Forbidden):
        saved(draft, "Người khác.", stranger)


def test_who_reads_the_versions_and_what_they_tell(snv):
    draft = stages.asked(snv)
    saved(draft, "Trồng 20 cây.", snv.official)
    readers = {part for part in snv.people if allowed(snv.people[part], Can.READ_VERSIONS, draft)}
    assert readers == {"official", "head", "other_official"}
    row = queries.draft_of(draft)
    first, last = queries.version_of(row, 2), queries.present_version(row)
    (body,) = part_differences(text_of(first), text_of(last))
    assert [piece.text for block in body.blocks for piece in block.pieces] == ["Trồng 20 cây."]
    with pytest.raises(Forbidden):
        operations.keep_version_words(last, "", by=snv.official)
