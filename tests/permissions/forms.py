"""What each request of the table sends, and the names in its address."""

import base64
import io
from datetime import timedelta
from uuid import UUID

import pikepdf
from sqlalchemy import select

from documents import queries
from documents.models import Document, Duty
from documents.queries.registers import COLUMNS
from office import clock, sheets
from office.db import db
from office.ui.assets import assets
from tests.permissions import (
    calling,
    cast,
    conferences,
    decisions,
    dossiers,
    exchange,
    file_forms,
    first_day,
    hearing,
    imports,
    inviting,
    keeping,
    letters,
    mailing,
    meetings,
    minutes,
    operating,
    quality,
    writing,
)

OF_FILES = {
    "documents.original",
    "documents.page_image",
    "api_documents.file",
    "api_documents.content",
}
VARIABLES = ("uid", "session_uid", "item_uid", "change_uid", "file_uid", "part_uid")
NOBODY = dict.fromkeys(VARIABLES, UUID(int=0)) | {"sha256": "0" * 64}
REASON = "Chưa đúng thể thức"
TOGETHER = {"arrived": "registration", "registered": "presentation", "in hand": "completion"}
SPAN = {"first_on": "2099-01-01", "last_on": "2099-01-02", "kind": "leave"}
SPAN_API = {
    "kind": "leave",
    "valid_from": "2099-01-01T00:00:00Z",
    "valid_to": "2099-01-02T00:00:00Z",
}


def address(world, rule, relation):
    """The values of a rule's variables for a relation."""
    given = {"number": 1, "code": "vi", "state": "on", "name": "light", "count": 100} | NOBODY
    given |= {"form": "csv", "word": "x", "segment": 0, "seq": 1, "rest": "Users"}
    given |= {"what": "attendance", "who": "secretary", "kind": "pdf"}
    given |= decisions.ADDRESSES.get(rule.endpoint, {})
    given["act"] = TOGETHER.get(relation, "reading")
    given["number"] = world.numbers.get(relation, 1)
    if rule.endpoint == "assets.asset":
        return {"name": asset_name()}
    if rule.endpoint == "kit.page":
        return {"name": "form"}
    if relation in world.documents:
        uids = world.files if rule.endpoint in OF_FILES else world.documents
        given |= {"uid": uids[relation], "sha256": world.hashes[relation]}
        given["file_uid"] = world.files["beside the draft"]
        given["item_uid"] = world.marks.get(relation, given["item_uid"])
        given["change_uid"] = world.changes.get(relation, given["change_uid"])
    elif relation in world.records:
        given["uid"] = world.records[relation]
        given["sha256"] = world.hashes.get(relation, given["sha256"])
        given["session_uid"] = world.records["session of the account"]
        given["item_uid"] = world.items.get(relation)
        given["part_uid"] = world.parts.get(relation)
        given["change_uid"] = world.changes.get(relation)
    return {name: given[name] for name in rule.arguments}


def asset_name():
    """One of the files that every page asks for."""
    return next(iter(assets().values())).name


MOBILE = {"mobile": "0912 345 678"}
YEAR = {"from_on": "2026-01-01", "to_on": "2026-12-31"}


def question(world, endpoint, relation):
    """What stands behind the question mark."""
    chosen = {"chosen": world.documents.get(relation, "")}
    return {
        "account.picture": {"of": world.records.get(relation, "")},
        "api_documents.draft_comparison": {"older": 1, "newer": 2},
        "documents.labels": chosen,
        "documents.joining": {"chosen": world.records.get(relation, "")},
        "documents.many": chosen,
        "workfiles.filing": chosen,
        "api_documents.handling_figures": YEAR,
        "api_documents.statistics_figures": YEAR,
        "api_documents.use_figures": YEAR,
        "documents.search": {"q": cast.WORDS["in hand"]},
        "documents.signatures": {"request": world.records.get(relation, "")},
        **first_day.QUESTIONS,
        **decisions.questions(world),
        **dossiers.QUESTIONS,
        **inviting.questions(world),
        **meetings.questions(),
    }.get(endpoint, {})


def content(world, endpoint, relation):
    """The fields of a form, or the JSON of a call."""
    made = (FORMS | TASK_FORMS).get(endpoint) or (CALLS | TASK_CALLS).get(endpoint)
    return made(world, relation) if made else {}


def pdf():
    """A small PDF that people bring."""
    made, file = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    made.save(file)
    file.seek(0)
    return file


def _text(*_):
    return {"text": REASON}


def _reason(*_):
    return {"reason": REASON}


def _desk(part, name="desk", **more):
    return lambda world, _relation: {name: world.desks[part]} | more


def _access(world):
    return {
        "kind": "grant",
        "desk": world.desks["other_official"],
        "confirmer": world.desks["leader"],
    }


def _copy(world):
    ways = {"kind": "true_copy", "made_from": "electronic", "made_as": "paper"}
    return ways | {
        "held_as": "original",
        "purpose": REASON,
        "signer": world.desks["leader"],
    }


def _chosen(world, relation):
    return {"chosen": world.documents[relation], "present_to": world.desks["leader"]}


def _together(world, relation):
    return _chosen(world, relation) | {"go": "1", "text": REASON}


def _pin(world, relation):
    return {"pin": cast.PIN, "request": world.records[relation]}


def _post(world, relation):
    return {"post": world.records[relation]}


def _deputy(world, _relation):
    post = world.records["post of the other_official"]
    return {"deputy": post, "reason": "Đi công tác"}


def _deputy_page(world, relation):
    return _deputy(world, relation) | SPAN


def _deputy_api(world, relation):
    dates = {name: value for name, value in SPAN_API.items() if name != "kind"}
    return _deputy(world, relation) | dates


def _editor(world, relation):
    document = _document(world, relation)
    return {"type_code": "cong-van", "subject": document.subject, "body": "Nội dung", "due": "none"}


def _editor_of_draft(world, relation):
    revision = queries.draft_of(_document(world, relation)).revision
    return _editor(world, relation) | {"revision": str(revision)}


def _editor_api(world, relation):
    return {name: value for name, value in _editor(world, relation).items() if name != "due"}


def _document(world, relation):
    return db.session.scalars(
        select(Document).where(Document.uid == UUID(world.documents[relation]))
    ).one()


def _assignment(world, _relation=None):
    return {"text": REASON, "assignments": [{"desk": world.desks["head"], "duty": "lead"}]}


def _token(*_):
    day = (clock.today() + timedelta(days=9)).isoformat()
    return {"name": "Báo cáo", "scopes": ["read"], "expires_on": day}


def _paper(*_):
    return {"issuer": "UBND xã", "subject": "Đơn", "scan": (pdf(), "a.pdf")}


def _spreadsheet():
    columns = [sheets.Column(words) for words, _width in COLUMNS["incoming"]]
    return sheets.workbook("Sổ", columns, [])


def _old_book(*_):
    return {"book": "incoming", "year": 2025, "sheet": (io.BytesIO(_spreadsheet()), "so.xlsx")}


def _old_book_api(*_):
    content = base64.b64encode(_spreadsheet()).decode()
    return {"book": "incoming", "year": 2025, "sheet": {"name": "so.xlsx", "content": content}}


def _closing(*_):
    return {"book": "outgoing", "year": clock.today().year}


def _opening(*_):
    return {"series": "incoming", "number": 5000, "reason": REASON}


def _reservation(*_):
    kept = {"holder": "Phòng", "expires_on": clock.today().isoformat()}
    return kept | {"series": "outgoing:bao-cao", "reason": REASON}


def _decision(*_):
    return {"numbering": "one", "from_year": clock.today().year + 1}


def _loan(*_):
    return {"borrower": "Trần A", "permitted_by": "Chánh Văn phòng"}


def _scans(world, *_):
    return [world.records[name] for name in ("scan in the tray", "other scan in the tray")]


def _from_tray(world, *_):
    return {"items": _scans(world), "subject": "Đơn", "issuer": "UBND xã"}


def _brought(*_):
    return {"files": (pdf(), "quet.pdf"), "how": "each"}


def _brought_api(*_):
    content = base64.b64encode(pdf().getvalue()).decode()
    return {"files": [{"name": "quet.pdf", "content": content}]}


def _secret(*_):
    return {"number": "12", "arrived_on": "2026-01-02"}


def _envelope(*_):
    return {"issuer-1": "UBND xã", "symbol-1": "1/X", "subject-1": "Đơn", "type_name-1": "cv"}


def _entries(world, relation):
    document = _document(world, relation)
    entries = {"subject": "Về việc khác", "issuer": "Bộ Mẫu", "type_name": document.type_name}
    return entries | {"text": REASON}


def _elsewhere(*_):
    return {"agency": "H99.2", "text": "Đúng thẩm quyền"}


def _password(*_):
    return {"login": "official.h99.1", "current": "sai", "password": "mật khẩu mới khá dài"}


def _task(world, _relation):
    desks = world.desks
    return {"title": "Việc mới", "lead": desks["official"], "due": "5", "origin": "own"}


def _task_api(world, _relation):
    due_at = (clock.now() + timedelta(days=9)).isoformat()
    return {"title": "Việc mới", "lead": world.desks["official"], "due_at": due_at}


def _later(days=60):
    return clock.now() + timedelta(days=days)


def _until(*_):
    return {"text": REASON, "due_on": _later().date().isoformat()}


TASK_FORMS = {
    "tasks.give": _task,
    "tasks.assign": _desk("other_head", "lead", text=REASON),
    "tasks.keep_progress": lambda *_: {"text": REASON, "percent": "60"},
    "tasks.keep_outcome": _text,
    "tasks.keep_report": lambda *_: {"text": REASON, "left_open": REASON},
    "tasks.keep_contribution": _text,
    "tasks.keep_return": _text,
    "tasks.keep_extension": _until,
    "tasks.keep_decision": _until,
    "tasks.keep_urging": _text,
    "tasks.keep_evaluation": lambda *_: {"grade": "good"},
    "tasks.keep_sending_back": _text,
    "tasks.keep_recall": _text,
    "tasks.keep_reopening": _text,
}
TASK_CALLS = {
    "api_documents.give_task": _task_api,
    "api_documents.task_assignment": _desk("other_head", "lead", text=REASON),
    "api_documents.task_progress": lambda *_: {"text": REASON, "percent": 60},
    "api_documents.task_outcome": _text,
    "api_documents.task_report": lambda *_: {"text": REASON, "left_open": REASON},
    "api_documents.task_contribution": _text,
    "api_documents.task_return": _reason,
    "api_documents.task_extension": lambda *_: {
        "reason": REASON,
        "due_at": _later().isoformat(),
    },
    "api_documents.task_grant": lambda *_: {"answer": REASON},
    "api_documents.task_denial": _reason,
    "api_documents.task_urging": _text,
    "api_documents.task_evaluation": lambda *_: {"grade": "good"},
    "api_documents.task_sending_back": _text,
    "api_documents.task_recall": _reason,
    "api_documents.task_reopening": _reason,
}


def _phrase(_world, relation):
    whose = "agency" if relation == "for the agency" else "own"
    return {"use": "direction", "short": "Ngắn", "text": "Chủ trì.", "whose": whose}


def _line(world, relation):
    """The line of the leader's direction."""
    rows = queries.routing_of(_document(world, relation))
    return next(str(row.uid) for row in rows if row.duty is Duty.LEAD)


def _of_line(**more):
    return lambda world, relation: {"line": _line(world, relation)} | more


def _request(**more):
    def made(world, relation):
        asked = queries.extensions_on(_document(world, relation))[0]
        return {"extension": str(asked.uid)} | more

    return made


def _in_days(count):
    return clock.end_of_work(clock.add_working_days(clock.today(), count)).isoformat()


FORMS = first_day.FORMS | {
    "account.change_password": _password,
    "account.make_token": _token,
    "account.save_preferences": lambda *_: {"language": "vi", "theme": "light"},
    "account.save_texts": lambda *_: MOBILE,
    "account.set_up_factor": lambda world, whose: {"sealed": world.records[whose], "code": "0"},
    "accounts.change_mobile": lambda *_: MOBILE,
    "accounts.open_account": lambda *_: {"full_name": "Lý Mới", "login": "moi.h99"},
    "delegations.give": _deputy_page,
    "delegations.record_absence": lambda *_: SPAN,
    "documents.answer_mark": lambda *_: {"answer": REASON},
    "documents.set_review_rule": lambda *_: {
        "kind": "content",
        "on": clock.today().isoformat(),
    },
    "documents.end_review_rule": lambda *_: {"on": first_day.DAY},
    "documents.answer_comment": _text,
    "documents.change_template": lambda *_: {"name": "Mẫu mới"},
    "documents.comment_draft": _text,
    "documents.end_drafting": _desk("colleague"),
    "documents.invite_drafters": _desk("head"),
    "documents.keep_template": lambda *_: {"name": "Mẫu"},
    "documents.ask_extension": lambda *_: {"text": REASON, "due": "10"},
    "documents.change_lead": _desk("other_head", text=REASON),
    "documents.change_phrase": _phrase,
    "documents.decide_extension": lambda *_: {"text": REASON, "decision": "refuse"},
    "documents.extend_round": lambda *_: {"due": "10"},
    "documents.keep_phrase": _phrase,
    "documents.recall_assignment": _text,
    "documents.rename_set": lambda *_: {"set_name": "Nhóm mới"},
    "documents.share_on": _desk("other_official", "lead", text=REASON, due="none"),
    "documents.urge": _text,
    "documents.ask": _desk("head", question="Ý kiến?", due="none"),
    "documents.bring_old_book": _old_book,
    "documents.bring": _brought,
    "documents.cancel": _text,
    "documents.cancel_reservation": _text,
    "documents.close_book": _closing,
    "documents.complete": _text,
    "documents.decide_numbering": _decision,
    "documents.correct_registration": _entries,
    "documents.direct": _desk("head", "lead", text=REASON, due="none"),
    "documents.give_back": _text,
    "documents.extract": lambda *_: {"book": "incoming"},
    "documents.give_opinion": lambda *_: {"text": REASON, "choice": "other"},
    "documents.hand_on": _desk("official", "lead", text=REASON, due="none"),
    "documents.keep_draft": _editor_of_draft,
    "documents.join": lambda world, _: {"chosen": _scans(world)},
    "documents.file_letter": lambda *_: {"issuer": "UBND xã", "subject": "Đơn"},
    "documents.keep_entry": _paper,
    "documents.keep_search": lambda *_: {"q": "cây", "name": "Cây"},
    "documents.take_list": lambda *_: {"q": "cây", "form": "xlsx"},
    "documents.lend_copy": _loan,
    "documents.open_body": lambda *_: {"body_name": "Ban Chỉ đạo", "symbol": "BCĐ"},
    "documents.open_register": lambda *_: {"register_name": "Sổ đơn"},
    "documents.keep_envelopes": _envelope,
    "documents.note_secret_paper": _secret,
    "documents.pass_on": _elsewhere,
    "documents.place_field": lambda *_: {"field": "so", "page": 0, "spot.x": 9, "spot.y": 9},
    "documents.prepare_many": _chosen,
    "documents.present": _desk("leader", "present_to"),
    "documents.propose": lambda world, _: {
        "leader": world.desks["leader"],
        "text": REASON,
        "lead": world.desks["head"],
        "due": "none",
    },
    "documents.print_receipt": lambda *_: {"sender": "citizen"},
    "documents.amend": lambda world, _: {
        "subject": "Việc khác",
        "leader": world.desks["leader"],
        "text": REASON,
    },
    "documents.answer_sender": lambda *_: {"answer": "decline", "text": REASON},
    "documents.choose_receivers": lambda *_: {"add": "H99.2"},
    "documents.make_group": lambda *_: {"name": "Các phòng", "for": "desk"},
    "documents.change_group": lambda *_: {"name": "Các sở, ngành"},
    "documents.mark_posted": lambda world, relation: {"row": world.records[relation]},
    "documents.ask_document_access": lambda world, _: _access(world) | {"text": REASON},
    "documents.ask_copy": lambda world, _: _copy(world),
    "documents.copy_refusal": _text,
    "documents.copy_drop": _text,
    "documents.recall_way": lambda *_: {"way": "both"},
    "documents.recall_issued": lambda world, _: {"leader": world.desks["leader"], "text": REASON},
    "documents.refuse": _text,
    "documents.start_correction": _text,
    "documents.start_replacement": _text,
    "documents.register": _editor,
    "documents.do_many": _together,
    "documents.relate": lambda world, _: {"kind": "matter", "other": world.documents["completed"]},
    "documents.reopen_volume": _text,
    "documents.report_cooperation": _text,
    "documents.withdraw_code": _text,
    "progress.answer": lambda *_: {"code": "0000"},
    "documents.reserve_number": lambda *_: (
        _reservation() | {"kept_series": "outgoing:bao-cao", "kept_reason": REASON}
    ),
    "documents.return_misaddressed": _text,
    "documents.return_to_clerk": _text,
    "documents.return_to_drafter": _text,
    "documents.return_to_leader": _text,
    "documents.send_back": _text,
    "documents.set_opening": _opening,
    "documents.sign": _pin,
    "documents.start_draft": lambda *_: {"type_code": "cong-van", "subject": "Việc mới"},
    "documents.attach": lambda *_: {"attachments": (pdf(), "phu-luc.pdf")},
    "documents.submit": _desk("leader", "signer"),
    "documents.take_source": lambda *_: {"source": (pdf(), "du-thao.pdf")},
    "documents.take_up_again": _text,
    "documents.undo_registration": _text,
    "entrance.choose_post": _post,
    "entrance.open_session": _password,
    "entrance.prove_again": lambda *_: {"code": "000"},
    "entrance.prove_second": lambda *_: {"code": "000"},
    "mail.move_door": lambda *_: {"state": "open"},
    "signing.change_pin": lambda *_: {"pin": cast.PIN, "new_pin": "864209"},
    "signing.sign": _pin,
    "signing.sign_many": _pin,
}
CALLS = first_day.CALLS | {
    "api_documents.relate": FORMS["documents.relate"],
    "api_documents.many": lambda world, relation: {
        "act": "reading",
        "documents": [world.documents.get(relation, str(UUID(int=0)))],
    },
    "api_accounts.choose_post": lambda world, relation: {"value": world.records[relation]},
    "api_accounts.make_token": _token,
    "api_accounts.save_preferences": FORMS["account.save_preferences"],
    "api_accounts.save_texts": lambda *_: MOBILE | {"wants": True},
    "api_administration.admit": FORMS["accounts.open_account"],
    "api_administration.change_mobile": FORMS["accounts.change_mobile"],
    "api_desk.give_delegation": _deputy_api,
    "api_desk.record_absence": lambda *_: SPAN_API,
    "api_documents.amendment": lambda world, _: {
        "subject": "Việc khác",
        "leader": world.desks["leader"],
        "reason": REASON,
    },
    "api_documents.ask_document_access": lambda world, _: _access(world) | {"reason": REASON},
    "api_documents.ask_copy": lambda world, _: _copy(world),
    "api_documents.copy_refusal": _reason,
    "api_documents.copy_drop": _reason,
    "api_documents.recall_way": lambda *_: {"way": "both"},
    "api_documents.correction_letter": _reason,
    "api_documents.declining": _reason,
    "api_documents.receivers": lambda *_: {"receivers": ["H99.2"]},
    "api_documents.make_group": lambda *_: {"name": "Các phòng", "members": []},
    "api_documents.change_group": lambda *_: {"name": "Các sở, ngành", "members": []},
    "api_documents.posting": lambda world, relation: {"rows": [world.records[relation]]},
    "api_documents.recall": lambda world, _: {"leader": world.desks["leader"], "reason": REASON},
    "api_documents.replacement": _reason,
    "api_documents.change_template": lambda *_: {"name": "Mẫu mới"},
    "api_documents.comment": _text,
    "api_documents.comment_answer": _text,
    "api_documents.inviting": lambda world, _: {"desks": [world.desks["head"]]},
    "api_documents.keep_template": lambda *_: {"name": "Mẫu"},
    "api_documents.letting_go": _desk("colleague"),
    "api_documents.restoring": lambda *_: {},
    "api_documents.ask_extension": lambda world, relation: {
        "line": _line(world, relation),
        "due_at": _in_days(10),
        "reason": REASON,
    },
    "api_documents.change_lead": lambda world, relation: {
        "line": _line(world, relation),
        "desk": world.desks["other_head"],
        "reason": REASON,
    },
    "api_documents.change_phrase": _phrase,
    "api_documents.close_round": lambda *_: {},
    "api_documents.decide_extension": _request(granted=False, answer=REASON),
    "api_documents.extend_round": lambda *_: {"due_at": _in_days(10)},
    "api_documents.hand_share_on": _desk("other_official", text=REASON),
    "api_documents.keep_phrase": _phrase,
    "api_documents.keep_set": lambda world, _: {"name": "Nhóm", "lead": world.desks["head"]},
    "api_documents.assignment_recall": _reason,
    "api_documents.remind_round": lambda *_: {},
    "api_documents.rename_set": lambda *_: {"name": "Nhóm mới"},
    "api_documents.urge": _of_line(text=REASON),
    "api_documents.withdraw_extension": _request(),
    "api_documents.answer": lambda *_: {"answer": REASON},
    "api_documents.bring": _brought_api,
    "api_documents.entering": _from_tray,
    "api_documents.file_letter": lambda *_: {},
    "api_documents.joining": lambda world, _: {"items": _scans(world)},
    "api_documents.secret_paper": _secret,
    "api_documents.ask": lambda world, _: {"desks": [world.desks["leader"]], "question": "?"},
    "api_documents.attachment": lambda *_: {
        "name": "phu-luc.pdf",
        "content": base64.b64encode(pdf().read()).decode(),
    },
    "api_documents.body_with_name": lambda *_: {"name": "Ban Chỉ đạo", "symbol": "BCĐ"},
    "api_documents.completion": _reason,
    "api_documents.cooperation": _reason,
    "api_documents.decision": _decision,
    "api_documents.direction": _assignment,
    "api_documents.draft_issuer": lambda *_: {},
    "api_documents.extract": lambda *_: {"book": "incoming"},
    "api_documents.further_register": lambda *_: {"name": "Sổ đơn"},
    "api_documents.correction": lambda *_: {"subject": "Về việc khác", "reason": REASON},
    "api_documents.forwarding": lambda *_: {"agencies": ["H99.2"]},
    "api_documents.giving_back": _reason,
    "api_documents.hand_on": _desk("official", text=REASON),
    "api_documents.loan": _loan,
    "api_documents.new_draft": lambda *_: {"subject": "Việc mới"},
    "api_documents.number": lambda *_: {"issue_when_sealed": False},
    "api_documents.old_book_acceptance": lambda *_: {},
    "api_documents.old_book_bringing": _old_book_api,
    "api_documents.opening": _opening,
    "api_documents.paper": lambda *_: {"subject": "Đơn", "issuer": "UBND xã"},
    "api_documents.presentation": _desk("leader"),
    "api_documents.proposal": lambda world, _: (
        _assignment(world) | {"leader": world.desks["leader"]}
    ),
    "api_documents.receipt": lambda *_: {"sender": "citizen"},
    "api_documents.receipt_withdrawal": _reason,
    "api_documents.keep_search": lambda *_: {"name": "Cây", "question": {"q": "cây"}},
    "api_documents.refusal": _reason,
    "api_documents.registration": lambda *_: {},
    "api_documents.reservation": _reservation,
    "api_documents.reservation_cancellation": _reason,
    "api_documents.return_to_clerk": _reason,
    "api_documents.return_to_drafter": _reason,
    "api_documents.return_to_leader": _reason,
    "api_documents.save_draft": _editor_api,
    "api_documents.sending_back": _reason,
    "api_documents.spot": lambda *_: {"name": "so", "page": 0, "x": 0.1, "y": 0.1},
    "api_documents.submission": _desk("leader", "signer"),
    "api_documents.signers": _desk("leader", "signer"),
    "api_documents.submission_sheet": lambda *_: {"proposal": "Ký ban hành"},
    "api_documents.check": lambda *_: {"opinion": "Đạt"},
    "api_documents.mark_answer": lambda *_: {"answer": REASON},
    "api_documents.set_review_rule": lambda *_: {"kind": "content"},
    "api_documents.end_review_rule": lambda *_: {"on": first_day.DAY},
    "api_mail.move_door": lambda *_: {"is_open": True},
    "api_documents.volume_closing": _closing,
    "api_documents.volume_reopening": _reason,
    "api_documents.taking_up": _reason,
    "api_documents.undoing": _reason,
    "api_documents.wrong_address": _reason,
}
FORMS |= (
    file_forms.FORMS
    | keeping.FORMS
    | letters.FORMS
    | writing.FORMS
    | mailing.FORMS
    | inviting.FORMS
    | conferences.FORMS
    | meetings.FORMS
    | minutes.FORMS
    | calling.FORMS
    | operating.FORMS
    | decisions.FORMS
    | dossiers.FORMS
    | imports.FORMS
    | quality.FORMS
    | exchange.FORMS
    | hearing.FORMS
)
CALLS |= (
    file_forms.CALLS
    | keeping.CALLS
    | letters.CALLS
    | writing.CALLS
    | mailing.CALLS
    | inviting.CALLS
    | conferences.CALLS
    | meetings.CALLS
    | minutes.CALLS
    | calling.CALLS
    | operating.CALLS
    | decisions.CALLS
    | dossiers.CALLS
    | imports.CALLS
    | quality.CALLS
    | exchange.CALLS
    | hearing.CALLS
)
