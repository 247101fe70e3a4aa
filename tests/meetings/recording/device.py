"""A device of a participant without a browser: it hashes and sends as the recorder does."""

import hashlib
from dataclasses import dataclass, field

from meetings.queries import recordings
from office import clock, i18n
from office.accounts.models import Account
from office.db import db
from tests import as_role

SOUND, PICTURE = "audio/webm;codecs=opus", "video/webm;codecs=vp8,opus"


@dataclass
class Device:
    """Somebody's browser at a meeting; `uid` is its source once it has one."""

    client: object
    meeting: object
    uid: str = ""
    started: int = field(default_factory=lambda: round(clock.now().timestamp() * 1000))
    length: int = 1000

    @property
    def url(self):
        return f"/api/v1/meetings/{self.meeting.uid}/recordings"

    def add(self, codec=SOUND):
        answer = self.client.post(self.url, json={"codec": codec, "device": "Máy tính"})
        if answer.status_code == 201:
            self.uid = answer.json["uid"]
        return answer

    def send(self, seq, data, *, segment=0, **headers):
        given = {
            "X-Chunk-SHA256": hashlib.sha256(data).hexdigest(),
            "X-Chunk-From": str(seq * self.length),
            "X-Chunk-To": str((seq + 1) * self.length),
            "X-Segment-Started": str(self.started),
            "X-Clock-Offset": "0",
        }
        kept = {name: value for name, value in (given | headers).items() if value is not None}
        url = f"{self.url}/{self.uid}/{segment}/{seq}"
        return self.client.put(url, data=data, content_type=SOUND, headers=kept)

    def finish(self, last, *, segment=0, ms=None):
        told = {"last_seq": last, "stopped_ms": ms or (last + 1) * self.length}
        return self.client.post(f"{self.url}/{self.uid}/{segment}/finish", json=told)

    def have(self):
        return self.client.get(f"{self.url}/{self.uid}/have").json


def device(app, meeting, actor):
    """A browser in which the actor is signed in, at a meeting."""
    client = app.test_client()
    client.set_cookie(i18n.COOKIE, "en")
    account = db.session.get_one(Account, actor.account_id)
    as_role.sign_in(client, account)
    made = Device(client, meeting)
    if began := recordings.begun_at(meeting):
        made.started = round(began.timestamp() * 1000)  # whatever this machine was busy with since
    return made
