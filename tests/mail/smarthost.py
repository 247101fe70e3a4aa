"""A mail server on loopback that takes one message after the other and can be told to refuse."""

import socketserver
import threading
from contextlib import contextmanager


class Smarthost(socketserver.ThreadingTCPServer):
    """`messages` are what it took; `answer` replaces its word on MAIL, RCPT or the end of DATA."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.messages = []
        self.answers = {}
        self.logins = []

    @property
    def place(self):
        return f"127.0.0.1:{self.server_address[1]}"


class Conversation(socketserver.StreamRequestHandler):
    """One client."""

    def handle(self):
        self.say("220 ready")
        while line := self.rfile.readline().decode().strip():
            verb = line.split()[0].upper()
            if verb == "DATA":
                self.data()
            elif verb == "EHLO":
                self.say("250-here\r\n250 AUTH PLAIN")
            elif verb == "AUTH":
                self.server.logins.append(line)
                self.say(self.server.answers.get(verb, "235 welcome"))
            elif verb == "QUIT":
                self.say(self.server.answers.get(verb, "221 bye"))
                return
            else:
                self.say(self.server.answers.get(verb, "250 fine"))

    def data(self):
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        answer = self.server.answers.get("DATA", "250 taken")
        if answer.startswith("250"):
            self.server.messages.append(b"".join(lines))
        self.say(answer)

    def say(self, text):
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def running():
    with Smarthost() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
