"""Dovecot of the machine as an ordinary process on loopback, with the files that we generate."""

import os
import pwd
import signal
import socket
import subprocess
import time
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from imap_tools import MailBoxUnencrypted

from mail.cli.imap import imap_config

ORDINARY = "nobody"
IMPATIENT = """
auth_failure_delay = 0
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
"""


def free_port():
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Dovecot:
    """A running server; `settle()` gives it what was written as root, where tests run as root."""

    def __init__(self, data_dir, room, *, user=""):
        self.data_dir, self.room, self.port = data_dir, room, free_port()
        self._entry = pwd.getpwnam(user or ORDINARY) if os.getuid() == 0 else None
        self._process = None

    def start(self, more=""):
        options = ["--data-dir", str(self.data_dir), "--into", str(self.room / "made")]
        options += ["--room", str(self.room), "--port", str(self.port), "--tls-port", "0"]
        options += ["--user", self._entry.pw_name] if self._entry else []
        assert imap_config(options) == 0
        file = self.room / "made" / "dovecot.conf"
        file.write_text(file.read_text() + IMPATIENT + more)
        self.begin(file)

    def begin(self, file):
        self.settle()
        who = {"user": self._entry.pw_uid, "group": self._entry.pw_gid} if self._entry else {}
        more = {"extra_groups": []} if self._entry else {}
        command = ["dovecot", "-F", "-c", str(file)]
        self._process = subprocess.Popen(
            command, stderr=subprocess.PIPE, start_new_session=True, **who, **more
        )
        for _try in range(500):
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 0.2) as line:
                if line.recv(4) == b"* OK":
                    return
            if self._process.poll() is not None:
                break
            time.sleep(0.01)
        raise AssertionError(self._process.stderr.read().decode() + self.log())

    def log(self):
        file = self.room / "dovecot.log"
        return file.read_text() if file.exists() else ""

    def settle(self):
        if self._entry is None:
            return
        for top in (self.data_dir, self.room):
            for folder, _folders, files in os.walk(top):
                for path in (Path(folder), *(Path(folder) / name for name in files)):
                    with suppress(FileNotFoundError):
                        os.chown(path, self._entry.pw_uid, self._entry.pw_gid)

    def stop(self):
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(10)
            self._process.stderr.close()
            self._process = None

    @contextmanager
    def program(self, name, password, folder="INBOX"):
        """A mail program that has logged in."""
        box = MailBoxUnencrypted("127.0.0.1", self.port)
        try:
            box.login(name, password, folder)
            yield box
        finally:
            box.client.shutdown()
