"""DATA and BDAT: from the first byte to the durable row, and only then the 250."""

import asyncio
import hashlib
import json
import os
from collections.abc import Iterable

from mail.smtp import answers
from mail.smtp.answers import Answer
from mail.smtp.body import PIECE, Body, Chunked, Dotted
from mail.smtp.house import Login
from mail.smtp.intake import rows
from mail.smtp.intake.rows import Incoming
from mail.smtp.intake.writing import IntakeFailed
from mail.smtp.line import Line
from mail.smtp.paths import Envelope, Recipient, Sender
from office import clock


def new_key() -> str:
    """Of a mail, for ever: never used twice, and later ones sort later."""
    return f"{int(clock.now().timestamp() * 1e6):014x}{os.urandom(6).hex()}"


def new_body(line: Line, key: str) -> Body:
    limits = line.post.limits
    most = int(limits.size * line.profile.larger)
    return Body(line.post.intake.body_path(key), most=most, bare=limits.bare)


async def data(line: Line, body: Body) -> None:
    """Read to CRLF.CRLF whatever comes before it; other sessions get a turn after each piece."""
    line.begin_mail()
    reader = Dotted(body)
    while True:
        piece = line.take_input(PIECE)
        if not piece:
            await line.more()
            continue
        surplus = reader.take(piece)
        if surplus is not None:
            line.put_back(surplus)
            break
        if len(piece) == PIECE:
            await asyncio.sleep(0)
    line.end_mail()


async def chunk(line: Line, reader: Chunked, size: int) -> None:
    """Read one BDAT chunk of exactly that many bytes."""
    line.begin_mail()
    while size:
        piece = line.take_input(min(PIECE, size))
        if not piece:
            await line.more()
            continue
        size -= len(piece)
        reader.take(piece)
        if len(piece) == PIECE:
            await asyncio.sleep(0)
    line.end_mail()


async def skip(line: Line, size: int) -> None:
    """Read over a chunk that nobody wants."""
    while size:
        piece = line.take_input(min(PIECE, size))
        if not piece:
            await line.more()
        size -= len(piece)


async def keep(
    line: Line, *, key: str, body: Body, envelope: Envelope, login: Login | None
) -> Answer:
    """The answer to a whole mail: 250 only when the intake holds it for good."""
    if fault := body.judged():
        return fault
    sender = envelope.sender or Sender("")
    intake = line.post.intake
    mail = _incoming(line, key, body, sender, envelope.recipients, login)
    try:
        if mail.size > rows.INLINE:
            await asyncio.get_running_loop().run_in_executor(None, body.make_file)
        await intake.hand_in(mail, body)
    except OSError as fault:
        body.discard()
        line.post.tell("no room for a mail", peer=line.peer, why=type(fault).__name__)
        return answers.NO_ROOM
    except IntakeFailed as fault:
        body.path.unlink(missing_ok=True)
        line.post.tell("intake failed", peer=line.peer, why=str(fault))
        return answers.NO_ROOM if not intake.has_room(mail.size) else answers.TRY_AGAIN
    line.post.counts["mails"] += 1
    line.post.tell(
        "mail taken",
        key=key,
        peer=line.peer,
        listener=line.profile.name,
        size=mail.size,
        recipients=len(envelope.recipients),
    )
    return answers.queued(key)


def _incoming(  # noqa: PLR0913, PLR0917 - what the row is made of
    line: Line,
    key: str,
    body: Body,
    sender: Sender,
    recipients: list[Recipient],
    login: Login | None,
) -> Incoming:
    digest, message_id = body.sha256(), body.message_id()
    return Incoming(
        key=key,
        received_at=clock.now().isoformat(timespec="microseconds"),
        listener=line.profile.name,
        peer=line.client.peer or line.peer,
        helo=line.client.helo or line.helo,
        tls=line.tls,
        auth_user=login.account if login else "",
        mail_from=sender.address,
        options=_options(sender),
        rcpts=_recipients(recipients),
        size=body.size,
        sha256=digest,
        message_id=message_id,
        twin=twin_of(message_id, digest, sender.address, (to.address for to in recipients)),
    )


def twin_of(message_id: str, sha256: str, sender: str, recipients: Iterable[str]) -> str:
    """Equal for a mail that was sent again after a lost answer."""
    known = "\0".join([message_id, sha256, sender, *sorted(recipients)])
    return hashlib.sha256(known.encode("utf-8", "surrogateescape")).hexdigest()[:32]


def _options(sender: Sender) -> str:
    given: dict[str, str] = {}
    if sender.body != "7BIT":
        given["body"] = sender.body
    if sender.utf8:
        given["utf8"] = "yes"
    if sender.ret:
        given["ret"] = sender.ret
    if sender.envid:
        given["envid"] = sender.envid
    return json.dumps(given) if given else "{}"


def _recipients(recipients: list[Recipient]) -> str:
    made = []
    for to in recipients:
        row = {"address": to.address}
        if to.notify:
            row["notify"] = to.notify
        if to.orcpt:
            row["orcpt"] = to.orcpt
        made.append(row)
    return json.dumps(made, ensure_ascii=False)
