"""What the requests of the table send about work files."""

import base64
import io
from datetime import timedelta

import pikepdf

from office import clock
from tests import work_files

REASON = "Theo yêu cầu công việc"


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


def _file_opening(*_):
    return {"title": "Hồ sơ", "notation": "99.X", "retention": "years-10"}


def _filing(world, relation):
    return {"chosen": world.documents[relation], "file": world.records["open file"]}


def _further(*_):
    return {"file": (pdf(), "a.pdf"), "title": "Ảnh", "dated": "2026-01-01"}


def _further_api(*_):
    content = base64.b64encode(pdf().read()).decode()
    return {"name": "a.pdf", "content": content, "title": "Ảnh"}


def _until():
    return (clock.today() + timedelta(days=400)).isoformat()


def _access(world, _relation):
    return {"kind": "grant", "desk": world.desks["colleague"]}


def _files(world, relation):
    return {"chosen": world.records[relation], "text": REASON}


def _files_api(world, relation):
    return {"files": [world.records[relation]]}


def _plan(world, _relation):
    return {"unit": world.records["staff room"], "year": clock.today().year + 1}


def _lines_api(*_):
    line = {"title": "Hồ sơ", "notation": "01", "retention": "years-10"}
    return {"lines": [line]}


def _bag_api(*_):
    content = base64.b64encode(work_files.a_zip().read()).decode()
    return {"name": "a.zip", "content": content}


FORMS = {
    "workfiles.open_file": _file_opening,
    "workfiles.describe": _file_opening,
    "workfiles.put_in": _filing,
    "workfiles.add_further": _further,
    "workfiles.take_out": _text,
    "workfiles.close": lambda *_: {"ended_on": clock.today().isoformat()},
    "workfiles.reopen": _text,
    "workfiles.extend": lambda *_: {"until": _until(), "text": REASON},
    "workfiles.hold_back": _text,
    "workfiles.ask_access": lambda *a: _access(*a) | {"text": REASON},
    "workfiles.offer": _files,
    "workfiles.announce": _files,
    "workfiles.give_files_back": _text,
    "workfiles.bring": lambda *_: {"file": (work_files.a_zip(), "a.zip")},
    "workfiles.list_outlived": _files,
    "workfiles.judge": _text,
    "workfiles.decide": _text,
    "workfiles.start_plan": _plan,
    "workfiles.write_plan": lambda *_: {"lines": "01 | Hồ sơ | 10 năm"},
    "workfiles.return_plan": _text,
}
CALLS = {
    "api_documents.new_work_file": _file_opening,
    "api_documents.work_file_description": _file_opening,
    "api_documents.filing": lambda world, _: {"documents": [world.documents["in hand"]]},
    "api_documents.further": _further_api,
    "api_documents.record_removal": _reason,
    "api_documents.work_file_closing": lambda *_: {"ended_on": clock.today().isoformat()},
    "api_documents.work_file_reopening": _reason,
    "api_documents.work_file_extension": lambda *_: {"until": _until(), "reason": REASON},
    "api_documents.work_file_hold": _reason,
    "api_documents.access": lambda *a: _access(*a) | {"reason": REASON},
    "api_documents.new_hand_over": _files_api,
    "api_documents.hand_over_notices": _files_api,
    "api_documents.hand_over_taking": lambda *_: {},
    "api_documents.hand_over_return": _reason,
    "api_documents.new_file_plan": _plan,
    "api_documents.file_plan_lines": _lines_api,
    "api_documents.file_plan_return": _reason,
    "api_documents.new_destruction_list": lambda *a: _files_api(*a) | {"reason": REASON},
    "api_documents.destruction_opinion": _reason,
    "api_documents.destruction_decision": _reason,
    "api_documents.bring_work_file": _bag_api,
}
