"""Beside the matter: a task is given, done and evaluated; a work file is filled and closed."""

from urllib.parse import urlsplit

from office import demo_data
from office.demo.browser import Page
from office.demo.stage import Stage, until
from office.demo_data import DemoPlay

TASK = "Thống kê vị trí việc làm đã rà soát trong quý"
REPORT = "Đã thống kê xong và gửi bảng tổng hợp."
REMARK = "Đúng hạn, đủ số liệu."
FILE = "Hồ sơ về việc rà soát vị trí việc làm"
NOTATION = "09.CCVC"
DAYS = "5"


def play_upkeep(stage: Stage) -> None:
    """Play both at the pages of the officials."""
    cast = demo_data.first_matter().play
    carry_out_task(stage, cast)
    keep_file(stage, cast)


def carry_out_task(stage: Stage, cast: DemoPlay) -> None:
    """The leader gives it with the question, the lead room accepts and reports, he evaluates."""
    leader, lead = stage.at_desk(cast.leader), stage.at_desk(cast.unit_head)
    uid = stage.question.rpartition("/")[2]
    page = leader.get(f"/tasks/new?document={uid}")
    room = next(row.vi for row in demo_data.units() if row.key == cast.lead)
    chosen = page.form("/tasks/new").choice("lead", room)
    page.submit("/tasks/new", title=TASK, lead=chosen, due=DAYS)
    task = _found(leader.get("/tasks/?view=given"), TASK, "the task is given")
    lead.get(task).submit("/acceptance")
    lead.get(f"{task}/report").submit("/report", text=REPORT)
    page = leader.get(f"{task}/evaluation")
    page.submit("/evaluation", grade=page.form("/evaluation").choice("grade", ""), text=REMARK)
    stage.say("A task was given, done and evaluated", task)


def keep_file(stage: Stage, cast: DemoPlay) -> None:
    """The official opens a file with question and reply in it, and closes it."""
    official = stage.at_desk(cast.official)
    papers = [path.rpartition("/")[2] for path in (stage.question, stage.reply)]
    page = official.get("/work-files/new?" + "&".join(f"chosen={uid}" for uid in papers))
    page.submit("/work-files/new", title=FILE, notation=NOTATION)
    file = _found(official.get("/work-files/"), FILE, "the file is open")
    official.get(f"{file}/closing").submit("/closing")
    stage.say("Question and reply lie in a closed work file", file)


def _found(page: Page, words: str, what: str) -> str:
    href = until(lambda: page if page.link(words) else None, what).link(words)
    return urlsplit(href).path
