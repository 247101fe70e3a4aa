"""Mail that the SMTP side has accepted, as it lies in an intake file, and raw letters."""

import hashlib
import json
from dataclasses import astuple
from email.message import EmailMessage
from email.policy import SMTP
from itertools import count

from mail.jobs.intake import FOLDER
from mail.smtp.intake import rows
from mail.smtp.intake.rows import Incoming
from office import clock
from office.config import current_settings

NUMBERS = count(1)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def letter(subject="Mời họp", text="Kính gửi.\n", *, to="head@snv.lamgiang.example", **head):
    """A letter as bytes; `head` are further fields, an underscore standing for a hyphen."""
    made = EmailMessage(policy=SMTP)
    made["From"] = head.pop("sender", "Trần Văn An <an.tv@elsewhere.example>")
    made["To"] = to
    made["Subject"] = subject
    made["Message-ID"] = head.pop("message_id", f"<letter-{next(NUMBERS)}@elsewhere.example>")
    for name, value in head.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def accept(data, to=("head@snv.lamgiang.example",), *, sender="an.tv@elsewhere.example", **facts):
    """Lay a mail into the intake, as a session does before its 250."""
    raw = data if isinstance(data, bytes) else data.as_bytes()
    given = {
        "key": f"key-{next(NUMBERS)}",
        "received_at": clock.now().isoformat(timespec="microseconds"),
        "listener": "mx",
        "peer": "192.0.2.7",
        "helo": "mx.elsewhere.example",
        "tls": "",
        "auth_user": "",
        "mail_from": sender,
        "options": "{}",
        "rcpts": json.dumps([{"address": one} for one in to]),
        "size": len(raw),
        "sha256": hashlib.sha256(raw).hexdigest(),
        "message_id": "",
        "twin": "",
    }
    folder = current_settings().data_dir / FOLDER
    folder.mkdir(exist_ok=True)
    file = rows.file_of(folder, 1)
    line = rows.connect(file)
    incoming = Incoming(**given | facts)
    body, name = (raw, "") if len(raw) <= rows.INLINE else (None, incoming.key)
    if name:
        rows.bodies_of(file).mkdir(exist_ok=True)
        (rows.bodies_of(file) / name).write_bytes(raw)
    line.execute(rows.INSERT, (*astuple(incoming), body, name)).close()
    line.close()
    return incoming
