"""Letters brought to a box as from outside, and every page on which each of them is read."""

import io
import re
import zipfile
from html import unescape
from unittest import mock

from sqlalchemy import select

from mail.jobs import judging
from mail.jobs.intake import take_over
from mail.models import Folder, MailItem, MailMessage
from mail.views.letter_words import NOTICES
from mail.wire.resolver import resolver_at
from office import outbox
from office.db import db
from office.i18n import force_locale
from tests.mail.delivery.intake import accept
from tests.mail.post import DOMAIN

API = "/api/v1/mail"
LANGUAGES = ("en", "vi", "ar")
ACTS = re.compile(
    r"<\s*(?:script|form|input|button|select|textarea|iframe|object|embed|link|meta\s+http-equiv|"
    r"base|svg|math|video|audio|source|track|template|frame|applet|portal)\b"
    r"|<[^>]*\son\w+\s*=|<[^>]*\b(?:href|src)\s*=\s*[\"']?\s*(?:javascript|vbscript|data:text)",
    re.IGNORECASE,
)
LOADS = re.compile(
    r"<[^>]*\s(?:src|srcset|background|poster|data|action|formaction|longdesc|ping)\s*=\s*"
    r"[\"']?(?!data:image/)[^\"'>\s]|url\s*\(|@import",
    re.IGNORECASE,
)


def brought(made, to=f"official@{DOMAIN}"):
    """The letters go through the intake and the jobs behind it; gives the item of each."""
    with mock.patch.object(judging, "the_resolver", return_value=resolver_at(())):
        keys = [accept(one.data, [to]).sha256 for one in made]
        take_over({})
        while outbox.drain(outbox.Lane.MAIL, outbox.Lane.ACT):
            pass
    lying = select(MailMessage.sha256, MailItem).join(
        MailItem, MailItem.message_id == MailMessage.id
    )
    found = dict(map(tuple, db.session.execute(lying.where(MailMessage.sha256.in_(keys)))))
    return [found.get(key) for key in keys]


class Pages:
    """Where one reader sees letters, and what is wrong there."""

    def __init__(self, client):
        self._client = client

    def faults(self, pairs, box):
        """Everything that is missing or too much, by the shape of the letter."""
        lying = [(made, item) for made, item in pairs if item is not None]
        found = [(made.shape, "did not come") for made, item in pairs if item is None]
        for number, (made, item) in enumerate(lying):
            self._language = LANGUAGES[number % len(LANGUAGES)]
            found += [(made.shape, what) for what in self._of_letter(made, item)]
        return found + list(self._rows(lying, box))

    def _get(self, path):
        """The text of a page, or the fault that stands there instead."""
        headers = {"Accept-Language": getattr(self, "_language", "en")}
        try:
            answer = self._client.get(path, headers=headers, buffered=True)
        except Exception as fault:  # noqa: BLE001  # whatever a page dies of is what is looked for
            return "", f"{path} died of {fault!r}"
        if answer.status_code != 200:
            return "", f"{path} answered {answer.status_code}"
        text = answer.text if answer.mimetype == "text/html" else ""
        return text, f"{path} shows a trace" if "Traceback (most recent" in text else ""

    def _of_letter(self, made, item):
        message = db.session.get_one(MailMessage, item.message_id)
        html = yield from self._page(made, item, message)
        if html:
            yield from self._alone(made, f"/mail/items/{item.uid}/body", named=False)
        yield from self._alone(made, f"/mail/items/{item.uid}/print", named=True)
        for rest in ("source", "original"):
            yield from filter(None, self._get(f"/mail/items/{item.uid}/{rest}")[1:])
        if made.file:
            yield from self._files(made, item)
        yield from self._for_programs(made, item)

    def _page(self, made, item, message):
        text, fault = self._get(f"/mail/items/{item.uid}")
        if fault:
            yield fault
            return ""
        said = plain(text)
        title = re.search(r"<h1[^>]*>(.*?)</h1>", text, re.DOTALL)
        if made.subject and plain(title[1]) != plain(made.subject):
            yield f"page: subject {plain(title[1])!r}"
        if not plain(title[1]):
            yield "page: no title"
        if made.senders and not any(one in said for one in made.senders):
            yield "page: sender"
        frame = re.search(r'<iframe[^>]+src="([^"]+)"', text)
        if not frame and plain(made.said) not in said:
            yield "page: words"
        codes = {one["code"] for one in message.notices}
        if made.notice and made.notice not in codes:
            yield f"notice {made.notice} not in {codes}"
        with force_locale(self._language):
            told = {code: str(NOTICES[code]) for code in codes}
        yield from (f"page: {code} untold" for code, words in told.items() if words not in said)
        if made.file and made.file not in said:
            yield f"page: file {made.file}"
        return bool(frame)

    def _alone(self, made, path, *, named):
        """The frame or the paper: the words and nothing that acts, asks or loads."""
        text, fault = self._get(path)
        if fault:
            yield fault
            return
        said = plain(text)
        if plain(made.said) not in said:
            yield f"{path}: words"
        if named and (plain(made.subject) not in said or not _has(said, made.senders)):
            yield f"{path}: head"
        body = text.partition("<body>")[2]
        yield from (f"{path}: {found[0][:80]}" for found in (ACTS.search(body),) if found)
        yield from (f"{path}: {found[0][:80]}" for found in (LOADS.search(body),) if found)

    def _files(self, made, item):
        answer = self._client.get(f"/mail/items/{item.uid}/attachments", buffered=True)
        names = zipfile.ZipFile(io.BytesIO(answer.data)).namelist()
        if made.file not in names:
            yield f"archive of files: {names[:5]}"

    def _for_programs(self, made, item):
        answer = self._client.get(f"{API}/items/{item.uid}")
        if answer.status_code != 200:
            yield f"API answered {answer.status_code}"
            return
        if made.subject and plain(answer.json["subject"]) != plain(made.subject):
            yield f"API: subject {answer.json['subject']!r}"
        if plain(made.said) not in plain(answer.json["text"]):
            yield "API: words"

    def _rows(self, lying, box):
        """Each letter is the row of its conversation in the list of its folder."""
        text = ""
        for folder in {item.folder for _made, item in lying}:
            view = "" if folder is Folder.INBOX else f"view={folder.value}"
            path = f"/mail/boxes/{box.uid}?{view}"
            while path:
                page, fault = self._get(path)
                yield from ((path, fault) for _once in range(bool(fault)))
                text += page
                found = re.search(r'href="([^"]*[?&](?:amp;)?after=[^"]+)"', page)
                path = unescape(found[1]) if found else ""
        rows = dict(re.findall(r'name="chosen" value="([^"]+)"(.*?)</li>', text, re.DOTALL))
        for made, item in lying:
            said = plain(rows.get(str(item.uid), ""), strip=False)
            if not (plain(made.subject) in said and _has(said, made.senders)):
                yield made.shape, f"row: {said[:120]!r}"


def _has(said, senders):
    return not senders or any(one in said for one in senders)


def plain(text, *, strip=True):
    """The words of a page, or a text, without tags and double spaces."""
    bare = re.sub(r"<(?:[a-z/!][^>]*)?>", " ", text, flags=re.IGNORECASE) if strip else text
    return " ".join(unescape(bare).split())
