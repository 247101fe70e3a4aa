"""Official layouts: loaded by an administrator, compared, printed with, withdrawn."""

import io
import zipfile

import pytest
from docx import Document
from sqlalchemy import func, select

from office import blobs
from office.audit import AuditEvent
from office.db import db
from office.errors import Invalid, NotFound
from office.foreign import child, conversion
from office.foreign.inside.jail import Network
from personnel import operations
from personnel.compose.blank import blank_docx
from personnel.compose.body import UNCOMPARED
from personnel.compose.coverage import covered, missing
from personnel.compose.docx import form_docx
from personnel.compose.layouts import BNV_2C, HS02, TT06, forms
from personnel.compose.own_template import check_template, fill_template
from personnel.models import OfficialForm
from personnel.queries.official_forms import form_by_uid, form_in_use
from tests import build
from tests.documents.pages import Reader
from tests.needs import needs
from tests.personnel import house as register
from tests.personnel.compose import papers, records

FEW = 9  # of some thousand words: amounts in groups, a mark before what is empty
SIGN = "MẪU DO BỘ BAN HÀNH"


@pytest.fixture
def snv(house):
    return build.agency()


@pytest.fixture
def dossier(snv):
    return register.opened(snv, snv.official)


def docx(*lines, begun=b""):
    """A .docx with these lines, after what stands in another one."""
    made, kept = Document(io.BytesIO(begun)) if begun else Document(), io.BytesIO()
    for line in lines:
        made.add_paragraph(line)
    made.save(kept)
    return kept.getvalue()


def with_macros(data):
    kept = io.BytesIO(data)
    with zipfile.ZipFile(kept, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"x")
    return kept.getvalue()


def loaded(snv, *asked, code=BNV_2C):
    """A template as if it had been tried."""
    sha256 = blobs.put(docx("{{ identity.full_name }}")).sha256
    return operations.load_form(code, operations.Template("2c.docx", sha256, asked), by=snv.admin)


def printed(reader, dossier, kind, code=BNV_2C):
    sent = {"form": code, "kind": kind}
    answer = reader.client.post(f"/personnel/{dossier.uid}/prints", data=sent)
    assert answer.status_code == 200, answer.text[:500]
    return papers.words_of(answer.data) if kind == "pdf" else papers.docx_words(answer.data)


@needs("libreoffice")
def test_papers_are_made_of_a_template_once_it_was_compared(house, snv, dossier, monkeypatch):
    if not child.is_network_out_of_reach():
        monkeypatch.setattr(conversion, "_network", lambda: Network.ANY)
    admin, own = Reader(house, snv.admin), Reader(house, snv.official)
    assert UNCOMPARED in printed(own, dossier, "pdf")
    file = io.BytesIO(docx(SIGN, begun=blank_docx(forms()[BNV_2C])))
    place = admin.post("/personnel/forms", form=BNV_2C, file=(file, "mau-2c.docx"))
    assert "mau-2c.docx" in admin.get(place)
    assert SIGN not in printed(own, dossier, "docx")
    admin.post(f"{place}/comparison")
    for kind in ("pdf", "docx"):
        said = printed(own, dossier, kind)
        assert SIGN in said
        assert dossier.full_name.upper() in said
        assert UNCOMPARED not in said
    assert SIGN not in printed(own, dossier, "docx", TT06)
    admin.post(f"{place}/withdrawal")
    assert SIGN not in printed(own, dossier, "docx")
    acts = db.session.execute(select(AuditEvent.act, AuditEvent.actor_name)).all()
    told = [(act, name) for act, name in acts if act.startswith("official_form")]
    verbs = ("load", "confirm", "withdraw")
    assert told == [(f"official_form.{verb}", snv.admin.name) for verb in verbs]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("mau.docx", b"PK\x03\x04 no zip"),
        ("mau.pdf", b"%PDF-1.7"),
        ("mau.docx", with_macros(docx("{{ agency }}"))),
        ("mau.docx", docx("{{ identity.nickname }}")),
        ("mau.docx", docx("không có gì")),
    ],
    ids=["broken", "pdf", "macros", "unknown", "empty"],
)
def test_what_cannot_be_a_template_is_refused_and_the_former_stays(house, snv, name, data):
    former = loaded(snv)
    admin = Reader(house, snv.admin)
    file = (io.BytesIO(data), name)
    assert "aria-invalid" in admin.post("/personnel/forms", 422, form=BNV_2C, file=file)
    assert former.ended_at is None
    assert db.session.scalar(select(func.count()).select_from(OfficialForm)) == 1


def test_items_without_a_place_are_named_before_papers_are_made_of_it(house, snv):
    made = loaded(snv, "identity.full_name", "pay_history.grade_code")
    lacking = [one.key for one in missing(forms()[BNV_2C], made.asked)]
    assert "1" not in lacking
    assert {"4", "5"} <= {*lacking}
    with pytest.raises(Invalid) as said:
        operations.confirm_form(made, lacking[1:], by=snv.admin)
    assert lacking[0] in str(said.value.fields["left_out"])
    assert form_in_use(BNV_2C, snv.unit.id) is None
    operations.confirm_form(made, lacking, by=snv.admin)
    assert form_in_use(BNV_2C, snv.unit.id) is made
    assert made.left_out == lacking


def test_a_body_without_its_own_prints_with_that_of_the_body_above(house, snv):
    below = build.agency(code="H99.1.1", name="Chi cục", symbol="CC", parent=snv)
    aside = build.agency(code="H99.2", name="Sở khác", symbol="SK")
    made = loaded(snv)
    lacking = [one.key for one in missing(forms()[BNV_2C], made.asked)]
    operations.confirm_form(made, lacking, by=snv.admin)
    assert form_in_use(BNV_2C, below.unit.id) is made
    assert form_in_use(BNV_2C, aside.unit.id) is None
    with pytest.raises(NotFound):
        form_by_uid(made.uid, aside.admin)


@pytest.mark.parametrize("code", [TT06, HS02])
def test_the_layout_of_the_house_is_a_template_to_begin_with(code):
    """It has a place for every item, and says of a record what the house's own paper says."""
    form = forms()[code]
    template = blank_docx(form)
    assert not [one for one in covered(form, check_template(template)) if one.lacks]
    made = papers.docx_words(fill_template(template, records.whole())).split()
    printed = papers.docx_words(form_docx(form, records.whole())).split()
    assert len({*printed} - {*made}) <= FEW
