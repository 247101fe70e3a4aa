"""IMAP spoken word for word: commands and what the server answers, with nothing in between."""

import re
import socket
from contextlib import contextmanager

LITERAL = re.compile(rb"\{(\d+)\}\r\n\Z")


class Speaker:
    """A line to a server; `say` gives the untagged answers and how the tagged one begins."""

    def __init__(self, port):
        self._line = socket.create_connection(("127.0.0.1", port), 10)
        self._file = self._line.makefile("rb")
        self._tags = 0
        self.heard()

    def heard(self):
        """One answer with the literals in it."""
        answer = self._file.readline()
        while found := LITERAL.search(answer):
            answer += self._file.read(int(found[1])) + self._file.readline()
        return answer.rstrip(b"\r\n")

    def ask(self, command):
        """Send a command without waiting; gives its tag."""
        self._tags += 1
        tag = b"a%d" % self._tags
        self._line.sendall(tag + b" " + command.encode() + b"\r\n")
        return tag

    def send(self, data):
        """Bytes that belong to the command under way."""
        self._line.sendall(data)

    def until(self, tag):
        """The untagged answers before that tagged one, and the tagged one."""
        said = []
        while not (answer := self.heard()).startswith(tag + b" "):
            assert answer, said
            said.append(answer)
        return said, answer.removeprefix(tag + b" ")

    def say(self, command, data=b""):
        """A command, with a literal where it waits for one."""
        tag = self.ask(command)
        if data:
            assert self.heard().startswith(b"+")
            self.send(data + b"\r\n")
        return self.until(tag)

    def close(self):
        self._file.close()
        self._line.close()


@contextmanager
def speaking(server, login, secret):
    """A line on which somebody has logged in."""
    speaker = Speaker(server.port)
    try:
        assert speaker.say(f'LOGIN {login} "{secret}"')[1].startswith(b"OK")
        yield speaker
    finally:
        speaker.close()
