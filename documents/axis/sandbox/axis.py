"""The axis itself: takes messages in, lays them out for receivers, lets scripted agencies act."""

import json
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from documents.axis.codes import BusinessKind, MessageKind, StatusCode
from documents.axis.sandbox import letters, wallclock
from documents.axis.sandbox.config import Config
from documents.axis.sandbox.facts import Facts, facts
from documents.axis.sandbox.faults import Faults
from documents.axis.sandbox.store import Row, Store

_TICK = 0.1
SPOKEN = {
    StatusCode.ARRIVED: "Văn bản đã đến, văn thư chưa xử lý",
    StatusCode.REFUSED: "Từ chối tiếp nhận văn bản",
    StatusCode.RECEIVED: "Đã tiếp nhận, vào sổ văn bản đến",
    StatusCode.ASSIGNED: "Lãnh đạo đã phân công xử lý",
    StatusCode.IN_PROGRESS: "Đang xử lý",
    StatusCode.COMPLETED: "Hoàn thành xử lý",
    StatusCode.AGREED: "Đồng ý yêu cầu cập nhật, lấy lại",
    StatusCode.DECLINED: "Từ chối yêu cầu cập nhật, lấy lại",
}
_TAKES_BACK = frozenset({BusinessKind.RECALL, BusinessKind.UPDATE})


class Axis:
    """Store, address book, faults and scripts together."""

    def __init__(self, config: Config, folder: Path) -> None:
        self.config = config
        self.store = Store(folder / "axis.sqlite3")
        self.faults = Faults()
        self._stopped = threading.Event()

    def take(self, data: bytes, *, receivers: Sequence[str], source: str, call: str) -> str:
        """Store a message and hand it out; the fault ``duplicate`` lays it out twice."""
        found = facts(data)
        times = 2 if self.faults.strikes("duplicate", call) else 1
        with self.store.together():
            own_id = self.store.keep(data, found, receivers=list(receivers) * times, source=source)
            for receiver in receivers:
                if self.config.owner(receiver) is None:
                    self._play(own_id, found, agency=receiver)
        return own_id

    def known_receivers(self, found: Facts) -> list[str]:
        return [code for code in found.receivers if self.config.knows(code)]

    def script_of(self, agency: str) -> dict[str, list[Row]]:
        """The agency's own script over that of everybody; a switch wins over the file."""
        scripts: dict[str, Any] = {}
        for source in (self.config.scripts, self.store.scripts()):
            scripts = scripts | source.get("*", {})
        for source in (self.config.scripts, self.store.scripts()):
            scripts = scripts | source.get(agency, {})
        return scripts

    def run(self) -> None:
        """Carry out what scripted agencies have planned, until stopped."""
        while not self._stopped.wait(_TICK):
            for entry in self.store.due():
                with self.store.together():
                    self._act(entry)
                    self.store.done(entry["id"])

    def stop(self) -> None:
        self._stopped.set()

    def _play(self, message: str, found: Facts, *, agency: str) -> None:
        for row in self.store.listed("m.id = ? AND d.receiver = ?", message, agency):
            self.store.set_state(row["delivery"], "done")
        if not found.sender:
            return
        takes_back = found.business in _TAKES_BACK or found.status == StatusCode.TAKE_BACK
        if found.kind is MessageKind.STATUS and not takes_back:
            return
        steps = self.script_of(agency).get("recall" if takes_back else "document", [])
        self.store.plan(message, agency=agency, steps=steps)

    def _act(self, entry: Row) -> None:
        original = self.store.listed("m.id = ?", entry["message"])[0]
        step = json.loads(entry["step"])
        data = self._said(entry["agency"], original, step)
        self.take(data, receivers=[original["sender"]], source="script", call="script")

    def _said(self, agency: str, original: Row, step: Row) -> bytes:
        listed = self.config.agency(agency) or {"code": agency, "name": agency}
        sender = letters.Agency(code=agency, name=listed["name"])
        answered = letters.Answered(
            organ_id=original["sender"],
            code=original["code"],
            issued=original["issued"][:10],
            document_id=original["document_id"],
        )
        at = wallclock.now()
        if "reply" in step:
            return letters.letter(_reply(sender, answered, dict(step["reply"]), at=at))
        code = str(step["status"])
        return letters.status(
            sender=sender,
            answered=answered,
            code=code,
            description=step.get("description") or SPOKEN.get(StatusCode(code), code),
            at=wallclock.local_text(at),
        )


def _reply(
    sender: letters.Agency, answered: letters.Answered, said: Row, *, at: float
) -> letters.Letter:
    number = str(said.get("number") or wallclock.local_text(at, "%H%M%S"))
    subject = said.get("subject") or f"V/v trả lời văn bản số {answered.code}"
    page = letters.one_page([f"Reply no. {number}", f"to {answered.code}"])
    return letters.Letter(
        sender=sender,
        receivers=[letters.Agency(code=answered.organ_id, name=answered.organ_id)],
        number=number,
        notation=said.get("notation") or "VP",
        issued=wallclock.local_text(at, "%Y/%m/%d"),
        subject=subject,
        files=[(f"{number}.pdf", page)],
        sent_at=wallclock.local_text(at),
        signer=said.get("signer") or "Người ký văn bản",
        answers=answered,
    )
