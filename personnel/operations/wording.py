"""The words of a decision in the layout of Decree 30/2020/NĐ-CP; Vietnamese for every reader."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from office import clock
from office.db import db
from office.units import queries as units
from personnel.models import Dossier, PersonnelDecision
from personnel.operations.showing import code_of, primary
from personnel.queries.decisions import changes_of, plain_change
from personnel.queries.timeline import timeline
from personnel.record.decisions import DecisionKind, kind
from personnel.record.groups import GROUPS, sensitive_fields
from personnel.record.timeline import Change, state
from personnel.record.values import said

DECISION = "quyet-dinh"
FEMALE = "2"
HEAD = "| TT | Họ và tên | Ngày sinh | Chức vụ, đơn vị | Nội dung |\n|---|---|---|---|---|"
LAST = (
    "Chánh Văn phòng, thủ trưởng các cơ quan, đơn vị có liên quan và {whom} chịu trách nhiệm"
    " thi hành Quyết định này./."
)
NOTICE_LAST = "Thủ trưởng các cơ quan, đơn vị có liên quan và {whom} biết, thực hiện./."


def content_of(decision: PersonnelDecision) -> dict[str, Any]:
    """The form source of the decision's document."""
    found = kind(decision.kind)
    facts = _facts(decision)
    lines = [_begun(_filled(text, facts)) for text in _articles(found)]
    signers = units.signers_of(decision.agency_id, found.document_type, clock.today())
    signer = next(iter(signers), None)
    return {
        "type_code": found.document_type,
        "subject": decision.subject or _filled(found.subject, facts),
        "fields": {},
        "body": "\n\n".join(lines),
        "addressees": [],
        "copies": ["Như Điều cuối" if found.document_type == DECISION else "Như trên"],
        "legal_basis": [f"Căn cứ {basis};" for basis in found.bases],
        "contact": [],
        "recipients": [],
        "urgency": "normal",
        "signer_desk_id": signer.desk_id if signer else None,
        "annexes": _annex(decision, found),
    }


def _articles(found: DecisionKind) -> list[str]:
    """A decision has articles (Điều), any other paper numbered paragraphs."""
    if found.document_type == DECISION:
        texts = enumerate([*found.articles, LAST], 1)
        return [f"Điều {place}. {text}" for place, text in texts]
    return [f"{place}. {text}" for place, text in enumerate([*found.articles, NOTICE_LAST], 1)]


def _begun(line: str) -> str:
    """The sentence behind “Điều 1.” begins with a capital letter, whatever stands first."""
    number, dot, sentence = line.partition(". ")
    return f"{number}{dot}{sentence[:1].upper()}{sentence[1:]}"


def _filled(text: str, facts: Mapping[str, str]) -> str:
    filled = text.format_map(facts).replace(" ,", ",")
    said = " ".join(filled.split())
    return said[:1].upper() + said[1:]


class _Facts(dict[str, str]):
    """What is not said stays empty: a drafter fills it in on the page of the document."""

    def __missing__(self, _name: str) -> str:
        return "…"


def _facts(decision: PersonnelDecision) -> Mapping[str, str]:
    rows = changes_of(decision)
    people = list(dict.fromkeys(row.dossier_id for row in rows))
    facts = _Facts({"from": _day(decision.effective_on), "until": "", "corrected": ""})
    if decision.corrects_id:
        corrected = db.session.get_one(PersonnelDecision, decision.corrects_id)
        facts["corrected"] = f"{corrected.number} ngày {_day(corrected.decided_on)}"
    if len(people) > 1:
        many = f"{len(people)} người có tên trong danh sách kèm theo"
        return _Facts(facts | {"who": many, "whom": "những người có tên trong danh sách"})
    dossier = db.session.get_one(Dossier, people[0])
    for row in rows:
        facts |= _said_of(plain_change(row))
    return _Facts(facts | _of_one(dossier, decision.effective_on))


def _of_one(dossier: Dossier, on: date) -> dict[str, str]:
    who = f"{'bà' if dossier.sex == FEMALE else 'ông'} {dossier.full_name}"
    post = primary(state(timeline(dossier, ["assignment"]), _before(on)))
    values = post.values if post else {}
    old = {"old_title": str(values.get("title", "")), "old_unit": name_of(values.get("unit"))}
    return {"who": who, "whom": who, **old}


def _before(on: date) -> date:
    return date.fromordinal(on.toordinal() - 1)


def _said_of(change: Change) -> dict[str, str]:
    found = {name: _short(stored) for name, stored in change.values.items()}
    told = {"from": _day(change.valid_from)} | found
    end = change.valid_to or change.values.get("term_end")
    if end:
        day = end if isinstance(end, date) else date.fromisoformat(str(end))
        told["until"] = f", đến hết ngày {_day(_before(day) if change.valid_to else day)}"
    return told


def _short(stored: Any) -> str:
    if isinstance(stored, Mapping):
        return str(stored.get("name") or stored.get("label") or code_of(stored))
    return str(stored)


def name_of(stored: Any) -> str:
    """The name of a unit as a value says it."""
    return str(stored.get("name", "")) if isinstance(stored, Mapping) else str(stored or "")


def _day(on: date | None) -> str:
    return f"{on:%d/%m/%Y}" if on else "…"


# ------------------------------------------------------------------------------- the list


def _annex(decision: PersonnelDecision, found: DecisionKind) -> list[dict[str, Any]]:
    """The list of officials, where there are several (danh sách kèm theo)."""
    by_dossier: dict[int, list[Change]] = {}
    for row in changes_of(decision):
        by_dossier.setdefault(row.dossier_id, []).append(plain_change(row))
    if len(by_dossier) < 2:
        return []
    lines = [
        _line(place, db.session.get_one(Dossier, dossier_id), changes)
        for place, (dossier_id, changes) in enumerate(by_dossier.items(), 1)
    ]
    title = f"Danh sách kèm theo Quyết định {found.vi.lower()}"
    return [{"title": title, "body": "\n".join([HEAD, *lines]), "wide": True}]


def _line(place: int, dossier: Dossier, changes: Sequence[Change]) -> str:
    where = ", ".join(filter(None, (dossier.title, _unit_name(dossier))))
    told = "; ".join(filter(None, map(_told, changes)))
    born = "/".join(reversed(dossier.birth_date.split("-")))
    return f"| {place} | {_cell(dossier.full_name)} | {born} | {_cell(where)} | {_cell(told)} |"


def _unit_name(dossier: Dossier) -> str:
    return units.name_of(dossier.unit_id) if dossier.unit_id else ""


def _told(change: Change) -> str:
    if change.is_void:
        return "Hủy bỏ"
    group, secret = GROUPS[change.group], sensitive_fields(change.group)
    told = [
        f"{group.by_name[name].form_label}: {said(group.by_name[name], stored, 'vi')}"
        for name, stored in change.values.items()
        if name in group.by_name and name not in secret and stored not in (None, "")
    ]
    return ", ".join([*told, f"từ {_day(change.valid_from)}"])


def _cell(text: str) -> str:
    return text.replace("|", "/").replace("\n", " ")
