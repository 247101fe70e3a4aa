"""Frozen sets and metadata in the table of permissions: records, and what requests send."""

from documents import operations
from documents.models import FieldOf
from documents.operations.describing import NewField
from documents.operations.files import NewFile
from office import blobs
from tests import build

REASON = "Thanh tra theo Quyết định số 9"
SUBJECT = "Về việc rà soát hồ sơ, tài liệu lưu trữ của các phòng, đơn vị trực thuộc trong năm"


def built(world, snv):
    """A frozen set of one letter, a field that the agency added, a scan that ages."""
    scan = blobs.put(b"\x89PNG a scan")
    picture = NewFile("anh.png", "image/png", scan.sha256, scan.size)
    done = build.handed_on(
        snv, symbol="62/ĐD", identifier="định dạng", subject=SUBJECT, files=(picture,)
    )
    operations.complete(done, "Xong", by=snv.official)
    letter = build.registered(snv, symbol="61/ĐB", identifier="đóng băng", subject=SUBJECT)
    made = operations.freeze_documents([letter], name="Tập một", reason=REASON, by=snv.leader)
    field = operations.add_field(NewField(FieldOf.DOCUMENT, "MaDuAn", "Mã dự án"), by=snv.clerk)
    world.records["a frozen set"] = str(made.uid)
    world.records["a field of the agency"] = str(field.uid)


def _set(world, _relation):
    return {"chosen": world.documents["completed"], "name": "Tập hai", "text": REASON}


def _set_api(world, _relation):
    return {"documents": [world.documents["completed"]], "name": "Tập hai", "reason": REASON}


def _field(*_):
    return {"of": "document", "name": "DiaBan", "label": "Địa bàn", "kind": "text"}


FORMS = {
    "documents.freeze": _set,
    "documents.lift": lambda *_: {"text": REASON},
    "documents.add_metadata_field": _field,
}
CALLS = {
    "api_documents.new_freeze": _set_api,
    "api_documents.freeze_lifting": lambda *_: {"reason": REASON},
    "api_documents.describe_document": lambda *_: {"values": {}},
    "api_documents.describe_work_file": lambda *_: {"values": {}},
    "api_documents.new_metadata_field": _field,
    "api_documents.metadata_field_end": lambda *_: {},
}
