"""A faultless record of a fictional official, to be spoilt in one place by each test."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from personnel.quality.facts import DecisionFacts, Facts, PayFacts
from personnel.quality.rules import check_record
from personnel.record.codes import code
from personnel.record.groups import GROUPS
from personnel.record.shapes import Authority, Kind
from personnel.record.timeline import PRIMARY, Row

TODAY = date(2026, 11, 24)
START = date(2010, 9, 1)
DECISION = UUID(int=1)
UNIT = {"unit": "u1", "name": "Phòng Tổ chức"}
PLACE = {"province": "01", "list_date": "2026-01-01", "detail": "Thôn Một"}
VALUES = {
    "identity": {
        "full_name": "Nguyễn Văn Bình",
        "birth_date": "1985-03-14",
        "sex": "1",
        "birth_place": PLACE,
        "home_town": PLACE,
        "ethnicity": "01",
        "religion": "00",
        "citizen_id": "046085001234",
        "verified_at": "2026-06-01",
    },
    "service": {
        "category": "cong_chuc",
        "staff_no": "CB-01",
        "managing_body": UNIT,
        "recruited_on": "2010-09-01",
        "recruiting_body": {"name": "Sở Nội vụ"},
        "joined_on": "2010-09-01",
    },
    "contact": {"permanent_address": PLACE, "current_address": PLACE},
    "insurance": {"social_insurance_no": "0123456789"},
    "organisations": {"party_join_date": "2012-02-03", "party_official_date": "2013-02-03"},
    "military": {"enlist_date": "2003", "discharge_date": "2005"},
    "schooling": {"general_education": "12/12"},
    "education": {"degree": "ĐH"},
    "assignment": {
        "kind": "assign",
        "unit": UNIT,
        "title": "Chuyên viên",
        "position": "CV-01",
        "is_primary": True,
        "term_end": "2030-08-31",
    },
    "duty": {"main_duty": "Tham mưu công tác cán bộ"},
    "pay": {
        "mode": "grade_step",
        "grade": "01.003",
        "scale": "A1",
        "step": 3,
        "coefficient": "3.00",
        "step_since": "2024-09-01",
    },
    "family": {"relation": "father", "full_name": "Nguyễn Văn An"},
    "evaluation": {"period": "2025", "level": "HTTNV"},
}


def row(group, *, since=START, slot=None, number=0, **values):
    """A line of the record; coded values are given by their code."""
    fields = GROUPS[group].by_name
    stored = {
        name: code(fields[name].codes, value, since).stored()
        if fields[name].kind is Kind.CODE and isinstance(value, str)
        else value
        for name, value in values.items()
    }
    uid = UUID(int=number or 1_000 + list(GROUPS).index(group))
    decided = GROUPS[group].authority is Authority.DECIDED
    return Row(
        uid=uid,
        line=uid,
        group=group,
        slot=slot if slot is not None else PRIMARY if group == "assignment" else "",
        valid_from=since,
        order=uid.int,
        recorded_at=datetime(2026, 1, 1, tzinfo=UTC),
        values=stored,
        decision_uid=DECISION if decided else None,
    )


PAPERS = [
    row("papers", kind=kind, slot=kind, number=50 + place)
    for place, kind in enumerate(["record_book", "diploma"])
]
BEGAN = {"evaluation": date(2025, 12, 1)}
ROWS = [
    *(row(name, since=BEGAN.get(name, START), **values) for name, values in VALUES.items()),
    *PAPERS,
]
GOOD = Facts(
    on=TODAY,
    rows=ROWS,
    decisions={
        DECISION: DecisionFacts(
            number="12/QĐ-UBND",
            signed_on=START,
            issuer="UBND tỉnh A",
            signer="Lê Thị Cúc",
            is_signature_valid=True,
            signer_held_post=True,
        )
    },
    pay={one.uid: PayFacts(coefficient=Decimal("3.00"), steps=9) for one in ROWS},
    units={"u1": [(date(2000, 1, 1), None)]},
    closed_period="2025",
    raise_due=date(2027, 9, 1),
    retires_on=date(2047, 3, 31),
)


def of(group):
    return next(one for one in ROWS if one.group == group)


def spoilt(group, **values):
    """The good record with other values in one row; None takes a field away."""
    merged = VALUES[group] | values
    kept = {name: value for name, value in merged.items() if value is not None}
    changed = row(group, **kept)
    return replace(GOOD, rows=[changed if one.uid == changed.uid else one for one in ROWS])


def without(group):
    return replace(GOOD, rows=[one for one in ROWS if one.group != group])


def also(*rows):
    return replace(GOOD, rows=[*ROWS, *rows])


def found(facts):
    """What the rules say, as rule, message key and severity."""
    return {(one.rule, one.what, one.severity.value) for one in check_record(facts)}
