"""New drafts from former texts: templates of one's own, of the unit, and issued documents."""

import pytest

from documents import operations, queries
from documents.models import DraftSource
from documents.policy.drafting import Can
from office import blobs
from office.db import transaction
from office.errors import Forbidden, Invalid, NotFound, Refusal
from office.permissions import allowed
from tests import build
from tests.documents import stages
from tests.documents.operations.test_draft_versions import kept, saved


@pytest.fixture
def snv(house):
    return build.agency()


def test_a_template_begins_a_draft_with_its_text(snv):
    draft = stages.drafted(snv, "Họp giao ban tuần")
    saved(draft, "Kính mời dự họp.", snv.official)
    template = operations.keep_template(draft, "  Mời họp ", by=snv.official)
    saved(draft, "Đã đổi.", snv.official)
    made = operations.start_from_template(template, by=snv.official)
    row = queries.draft_of(made)
    assert (made.subject, row.content["body"]) == ("Họp giao ban tuần", "Kính mời dự họp.")
    assert (row.recipients, row.revision) == (["H99.2"], 2)
    assert kept(made) == [(1, "begun", snv.official.name)]
    assert (template.name, template.used_count) == ("Mời họp", 1)
    operations.drop_template(template, by=snv.official)
    assert queries.templates_for(snv.official) == []
    assert queries.draft_of(made).content["body"] == "Kính mời dự họp."


def test_a_shared_template_is_offered_to_the_unit_and_changed_by_its_owner(snv):
    draft = stages.drafted(snv)
    template = operations.keep_template(
        draft, "Của phòng", unit_id=snv.official.unit_id, by=snv.official
    )
    assert queries.templates_for(snv.colleague) == [template]
    assert queries.templates_for(snv.other_official) == []
    with pytest.raises(NotFound):
        queries.template_by(template.uid, snv.other_official)
    with pytest.raises(Forbidden):
        operations.change_template(template, "Của tôi", by=snv.colleague)
    for part, may in (("head", True), ("other_head", False), ("colleague", False)):
        assert allowed(snv.people[part], Can.CHANGE_TEMPLATE, template) is may
    operations.change_template(template, "Riêng", by=snv.official)
    assert queries.templates_for(snv.colleague) == []
    of_others = {"unit_id": snv.other_head.unit_id, "by": snv.official}
    with pytest.raises(Forbidden):
        operations.change_template(template, "Riêng", **of_others)
    with pytest.raises(Forbidden):
        operations.keep_template(draft, "Của phòng khác", **of_others)
    assert not allowed(snv.official, Can.SHARE_TEMPLATE, snv.other_head.unit_id)


def test_what_makes_no_template_is_refused(snv):
    draft = stages.drafted(snv)
    for name in (" ", "x" * 121):
        with pytest.raises(Invalid):
            operations.keep_template(draft, name, by=snv.official)
    with pytest.raises(Forbidden):
        operations.keep_template(draft, "Lấy trộm", by=snv.colleague)
    operations.ask_opinion(draft, [snv.desks["clerk"].id], "Thể thức?", by=snv.official)
    with pytest.raises(Forbidden):
        operations.keep_template(draft, "Để tham khảo", by=snv.clerk)
    with transaction():
        draft.is_restricted = True
    with pytest.raises(Refusal, match="không lưu làm mẫu"):
        operations.keep_template(draft, "Kín", by=snv.official)


def test_an_issued_document_is_copied_into_a_new_draft(snv):
    former = stages.issued(snv, "Về việc trồng cây sao đen")
    assert list(queries.former_documents(snv.official, former.symbol)) == [former]
    assert list(queries.former_documents(snv.other_official, "")) == []
    made = operations.start_copy(former, by=snv.official)
    assert (made.subject, made.symbol, made.number) == (former.subject, "", None)
    assert queries.draft_of(made).recipients == queries.draft_of(former).recipients
    with pytest.raises(Refusal, match="đã ban hành"):
        operations.start_copy(made, by=snv.official)
    assert not allowed(snv.clerk, Can.COPY_DRAFT, former)
    with pytest.raises(Forbidden):
        operations.start_copy(former, by=snv.clerk)


def test_a_file_goes_along_but_finished_pages_do_not(snv):
    for take, source in (
        (operations.take_docx, DraftSource.DOCX),
        (operations.take_pdf, DraftSource.FORM),
    ):
        draft = stages.drafted(snv)
        take(draft, blobs.put(b"PK"), "a.docx", by=snv.official)
        template = operations.keep_template(draft, "Mẫu", by=snv.official)
        row = queries.draft_of(operations.start_from_template(template, by=snv.official))
        assert row.source is source
        assert bool(row.source_sha256) is (source is DraftSource.DOCX)
