"""The national axis over VXP REST, as the vendor's kit speaks it."""

import base64
import hashlib
import tempfile
import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import BinaryIO

from documents.axis.client import answers
from documents.axis.client.port import (
    Agency,
    Answer,
    AxisError,
    AxisRefused,
    AxisUnavailable,
    Health,
    Http,
    InboxItem,
    Receipt,
    Sending,
    SentItem,
)
from documents.axis.client.signature import signed_headers
from documents.axis.codes import MessageKind, same_organ
from documents.axis.package import moment_of
from office import clock
from office.fetch import AnswerTooLarge, FetchFailed

_PURPOSE = "axis"
_CALL_TIMEOUT = 15.0
_FILE_TIMEOUT = 300.0
_LIST_LIMIT = 16 * 1024 * 1024
_FILE_LIMIT = 384 * 1024 * 1024
_PIECE = 256 * 1024
_SERVICE = "eDoc"
_CLOCKS_DIFFER = timedelta(minutes=2)
_NO_SUCH_CALL = frozenset({"http-404", "http-405"})


class VxpTransport:
    """One connection: its system id stands for one or more agencies of the sender's side."""

    def __init__(
        self,
        base_url: str,
        *,
        system_id: str,
        secret: str,
        http: Http,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._system_id = system_id
        self._secret = secret
        self._http = http
        self._now = now

    def list_inbox(self, kind: MessageKind) -> list[InboxItem]:
        answer = self._call("getReceivedEdocList", servicetype=_SERVICE, messagetype=kind)
        items = (answers.inbox_item(row, kind) for row in answers.rows(answers.envelope(answer)))
        return list({item.doc_id: item for item in items if item.doc_id}.values())

    def fetch(self, doc_id: str, *, into: BinaryIO) -> int:
        """As a stream where the axis offers it, else through the call that wraps it in base64."""
        try:
            return self._download(doc_id, into=into)
        except AxisRefused as refused:
            if refused.code not in _NO_SUCH_CALL:
                raise
        return self._get(doc_id, into=into)

    def confirm(self, doc_id: str, receipt: Receipt) -> None:
        answers.envelope(self._call("updateStatus", docId=doc_id, status=receipt))

    def send(self, file: BinaryIO, sending: Sending) -> str:
        with tempfile.TemporaryFile() as body:
            sha256, content_type = _multipart(file, body)
            values = {
                "from": sending.sender_id,
                "servicetype": _SERVICE,
                "messagetype": str(sending.kind),
                "hash-file": sha256,
            }
            answer = self._ask("sendEdoc", values, data=body, content_type=content_type)
        return _doc_id(answers.envelope(answer))

    def resend(
        self,
        file: BinaryIO,
        sending: Sending,
        *,
        first_tried_at: datetime,
        others: Collection[str] = (),
    ) -> str:
        """The list names a document by its number and subject; of a status the bytes decide."""
        for item in self.sent_list(sending.kind):
            if item.sender_doc_id in others or not _may_be(item, sending, first_tried_at):
                continue
            is_document = sending.kind is MessageKind.DOCUMENT
            if _names(item, sending) if is_document else self._has(item, file):
                return item.sender_doc_id
        return self.send(file, sending)

    def _has(self, item: SentItem, file: BinaryIO) -> bool:
        """Whether it is this very message; an axis that does not show it leaves it open."""
        with tempfile.TemporaryFile() as there:
            try:
                self.fetch(item.sender_doc_id, into=there)
            except AxisRefused:
                return False
            return _sha256(there) == _sha256(file)

    def sent_list(self, kind: MessageKind, *, doc_id: str = "") -> list[SentItem]:
        wanted = {"docId": doc_id} if doc_id else {}
        answer = self._call("getSentEdocList", servicetype=_SERVICE, messagetype=kind, **wanted)
        return [answers.sent_item(row) for row in answers.rows(answers.envelope(answer))]

    def agencies(self) -> list[Agency]:
        """The address book with the codes of both forms where the axis knows them."""
        listed = self._agencies("getAgenciesList")
        with_102 = {entry.code: entry for entry in self._agencies("getAgenciesListQD20", level="1")}
        known = [
            replace(entry, code_102=with_102[entry.code].code_102)
            if entry.code in with_102
            else entry
            for entry in listed
        ]
        codes = {entry.code for entry in listed}
        return known + [entry for code, entry in with_102.items() if code not in codes]

    def health(self) -> Health:
        try:
            answers.envelope(self._call("countReceiveEdoc", method="GET"))
        except AxisError as error:
            return Health(is_up=False, detail=str(error))
        return Health(is_up=True)

    def _agencies(self, call: str, **values: str) -> list[Agency]:
        rows = answers.rows(answers.envelope(self._call(call, **values)))
        return [answers.agency(row) for row in rows]

    def _download(self, doc_id: str, *, into: BinaryIO) -> int:
        _empty(into)
        answer = self._ask("downloadEdoc", {"docId": doc_id}, method="GET", sink=into)
        answers.check_status(answer)
        size = into.seek(0, 2)
        into.seek(0)
        if into.read(1) == b"{":
            into.seek(0)
            answers.opened(into.read(_LIST_LIMIT))
        into.seek(0)
        if size == 0:
            raise AxisUnavailable("the download is empty")
        return size

    def _get(self, doc_id: str, *, into: BinaryIO) -> int:
        _empty(into)
        answer = self._ask("getEdoc", {"docId": doc_id}, limit=_FILE_LIMIT)
        try:
            data = base64.b64decode(answers.envelope(answer).text("data"), validate=True)
        except ValueError as error:
            raise AxisUnavailable("the download is not base64") from error
        into.write(data)
        into.seek(0)
        return len(data)

    def _call(self, call: str, method: str = "POST", **values: str) -> Answer:
        return self._ask(call, values, method=method, limit=_LIST_LIMIT, timeout=_CALL_TIMEOUT)

    def _ask(  # noqa: PLR0913  # one door for all calls
        self,
        call: str,
        values: Mapping[str, str],
        *,
        method: str = "POST",
        data: BinaryIO | None = None,
        content_type: str = "application/json",
        limit: int = _FILE_LIMIT,
        timeout: float = _FILE_TIMEOUT,
        sink: BinaryIO | None = None,
    ) -> Answer:
        at = clock.to_local(self._now())
        texts = {name: str(value) for name, value in values.items()}
        headers = signed_headers(texts, system_id=self._system_id, secret=self._secret, at=at)
        try:
            return self._http(
                f"{self._base_url}/{call}",
                purpose=_PURPOSE,
                method=method,
                data=(data or b"{}") if method == "POST" else None,
                headers=headers | {"Content-Type": content_type},
                timeout=timeout,
                limit=limit,
                sink=sink,
            )
        except AnswerTooLarge as error:
            raise AxisRefused("too-large", str(error)) from error
        except FetchFailed as error:
            raise AxisUnavailable(str(error)) from error
        except ValueError as error:
            raise AxisRefused("bad-parameter", str(error)) from error


def _multipart(file: BinaryIO, body: BinaryIO) -> tuple[str, str]:
    """The form with its one part; hash of the file and content type of the whole."""
    boundary = uuid.uuid4().hex
    hashed = hashlib.sha256()
    body.write(
        f"--{boundary}\r\n"
        'Content-Disposition: form-data; name="file_doc"; filename="message.edxml"\r\n'
        "Content-Type: application/xml\r\n\r\n".encode()
    )
    file.seek(0)
    while piece := file.read(_PIECE):
        hashed.update(piece)
        body.write(piece)
    body.write(f"\r\n--{boundary}--\r\n".encode())
    body.seek(0)
    return hashed.hexdigest(), f"multipart/form-data; boundary={boundary}"


def _doc_id(fields: answers.Fields) -> str:
    data = fields.raw("data")
    inner = answers.Fields(data).text("DocId") if isinstance(data, dict) else fields.text("data")
    found = fields.text("DocId") or inner
    if not found:
        raise AxisUnavailable("the axis gave no identifier")
    return found


def _may_be(item: SentItem, sending: Sending, first_tried_at: datetime) -> bool:
    """The entry of an earlier try; an older one of the same document (then recalled) is not it."""
    if not same_organ(item.sender_id, sending.sender_id):
        return False
    sent = moment_of(item.sent_text)
    earliest = clock.to_local(first_tried_at - _CLOCKS_DIFFER).replace(tzinfo=None)
    return sent is not None and sent >= earliest


def _names(item: SentItem, sending: Sending) -> bool:
    return (item.code, item.subject) == (sending.code, sending.subject)


def _sha256(file: BinaryIO) -> str:
    file.seek(0)
    hashed = hashlib.sha256()
    while piece := file.read(_PIECE):
        hashed.update(piece)
    return hashed.hexdigest()


def _empty(file: BinaryIO) -> None:
    file.seek(0)
    file.truncate()
