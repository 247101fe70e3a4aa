"""AUTH (RFC 4954): PLAIN and LOGIN, checked in a thread, slower each time it fails."""

import asyncio
import base64
import binascii
from contextlib import suppress

from mail.smtp import answers
from mail.smtp.answers import Refused
from mail.smtp.house import Login
from mail.smtp.line import Gone, Line

ASK_NAME = answers.Answer(334, "", "VXNlcm5hbWU6")
ASK_PASSWORD = answers.Answer(334, "", "UGFzc3dvcmQ6")
ASK_BOTH = answers.Answer(334, "", "")
LONGEST_SECRET = 1024


async def ask(line: Line, argument: str) -> Login | None:
    """The login of this session from here on; None when it failed, which the peer was told."""
    mechanism, _, first = argument.strip().partition(" ")
    match mechanism.upper():
        case "PLAIN":
            name, password = await _plain(line, first)
        case "LOGIN":
            name, password = await _login(line, first)
        case _:
            raise Refused(answers.UNKNOWN_MECHANISM)
    return await _check(line, name, password)


async def _plain(line: Line, first: str) -> tuple[str, str]:
    text = _decoded(first) if first else await _asked(line, ASK_BOTH)
    acting_for, nul, rest = text.partition("\0")
    name, second, password = rest.partition("\0")
    if not (nul and second and name) or "\0" in password or acting_for not in {"", name}:
        raise Refused(answers.BAD_LOGIN_TEXT)
    return name, password


async def _login(line: Line, first: str) -> tuple[str, str]:
    name = _decoded(first) if first else await _asked(line, ASK_NAME)
    return name, await _asked(line, ASK_PASSWORD)


async def _asked(line: Line, question: answers.Answer) -> str:
    line.say(question)
    said = await line.next_line()
    if said is None:
        raise Refused(answers.BAD_LOGIN_TEXT)
    if said == b"*":
        raise Refused(answers.LOGIN_GIVEN_UP)
    return _decoded(said.decode("ascii", "replace"))


def _decoded(text: str) -> str:
    if text == "=":
        return ""
    try:
        found = base64.b64decode(text, validate=True).decode()
    except (binascii.Error, ValueError) as fault:
        raise Refused(answers.BAD_LOGIN_TEXT) from fault
    if len(found) > LONGEST_SECRET:
        raise Refused(answers.BAD_LOGIN_TEXT)
    return found


async def _check(line: Line, name: str, password: str) -> Login | None:
    gate = line.post.gate
    if gate.locked(name, line.peer):
        line.post.tell("login locked", peer=line.peer, account=name)
        line.say(answers.LOCKED)
        return None
    try:
        found = await line.post.asking.login(name, password, line.peer)
    except Refused:
        line.say(answers.LOGIN_LATER)
        return None
    if found:
        gate.succeeded(name)
        line.say(answers.LOGGED_IN)
        return found
    delay = gate.failed(name, line.peer)
    line.post.tell("login failed", peer=line.peer, account=name)
    line.post.counts["failed logins"] += 1
    if gate.begins_lock(name, line.peer):
        with suppress(Refused):  # a house that is down keeps the lock all the same
            await line.post.asking.locked_out(name, line.peer)
    await asyncio.sleep(delay)
    line.failed_logins += 1
    if line.failed_logins >= line.post.limits.failed_logins:
        line.goodbye(answers.TOO_MANY_LOGINS)
        raise Gone
    line.say(answers.LOGIN_FAILED)
    return None
