"""Questions, comparisons and hand-overs of the national line in the table of permissions."""

import json
from io import BytesIO

from sqlalchemy import select

from office.db import db
from office.permissions import SYSTEM
from personnel import operations, queries
from personnel.models import Dossier, NationalConflict
from personnel.national.client.answers import ChangeLine, ChangePage, Record, Transfer
from personnel.national.codes import CORRECTED, TransferState
from personnel.national.jws import Signer
from personnel.queries.national import link_of
from personnel.queries.national_compare import own_rows
from tests.personnel.national.conftest import row

QUESTION, COMPARISON = "question about the official", "comparison with the national database"
HAND = "hand-over to the body"
KEPT = {"choice": "keep_local", "note": "Bản gốc hồ sơ"}
KEY = {"kid": "register-1", **Signer.generated("register-1").public}
GOES = {"receiver": "H98.2", "reason": "Quyết định 12/QĐ-SNV"}
FORMS = {
    "personnel.accept_hand_over": lambda *_: {"staff_no": "SNV-77"},
    "personnel.begin_comparison": lambda *_: {},
    "personnel.decide_conflict": lambda *_: KEPT,
    "personnel.look_at_question": lambda *_: {"purpose": "Đối chiếu dữ liệu"},
    "personnel.pack_events": lambda *_: {},
    "personnel.propose_hand_over": lambda *_: GOES,
    "personnel.reject_hand_over": lambda *_: {"answer": "Không có vị trí"},
    "personnel.take_answers": lambda *_: {"file": (BytesIO(b"no package"), "tra-loi.psxz")},
    "personnel.trust_register": lambda *_: {"key": json.dumps(KEY)},
}
CALLS = {
    "api_personnel.accept_hand_over": lambda *_: {"staff_no": "SNV-77"},
    "api_personnel.begin_comparison": lambda *_: {},
    "api_personnel.decide_conflict": lambda *_: KEPT,
    "api_personnel.propose_hand_over": lambda *_: GOES,
    "api_personnel.reject_hand_over": lambda *_: {"answer": "Không có vị trí"},
}


def built(world, snv):
    """The official has another name over there, and somebody comes from another body."""
    operations.load_dossiers(0, by=SYSTEM)
    own = select(Dossier).where(Dossier.person_id == snv.official.person_id)
    world.records[QUESTION] = str(renamed(db.session.scalars(own).one()).uid)
    world.records[COMPARISON] = str(operations.begin_comparison(by=SYSTEM).uid)
    world.records[HAND] = str(offered(snv.code).uid)


def renamed(dossier):
    """Somebody of the national database wrote the name of an official otherwise."""
    line = queries.national_connection()
    rows = [dict(one) for one in own_rows(dossier, "identity", line)]
    rows[-1]["values"] = {**rows[-1]["values"], "full_name": "Nguyễn Văn Khác"}
    version = link_of(dossier).remote_version + 1
    said = ChangeLine(
        f"change-{dossier.uid}", CORRECTED, "identity", number(dossier), "", "G99", 1, version, rows
    )
    operations.take_changes(line, ChangePage((said,), "", has_more=False), by=SYSTEM)
    asked = select(NationalConflict).where(NationalConflict.dossier_id == dossier.id)
    return db.session.scalars(asked).one()


def number(dossier):
    """Under which number the national database knows him."""
    return queries.digest_of(link_of(dossier)).citizen_id


def offered(body, citizen="001185009999"):
    """Another body hands somebody over."""
    transfer = Transfer(
        f"transfer-{citizen}",
        TransferState.PROPOSED,
        citizen,
        "H98.2",
        body,
        "2026-12-01",
        "Chuyển công tác",
        2,
    )
    said = row(full_name="Lê Thị Đến", birth_date="1985-03-14", citizen_id=citizen).plain()
    groups = {"identity": [said]}
    record = Record(citizen, "H98.2", "H98.2", "LG-1", "open", 1, 1, "", "", groups)
    return operations.note_offered(transfer, record, by=SYSTEM)
