"""A mail server on loopback that offers what it is told to and keeps what it hears."""

import socketserver
import ssl
import threading
from contextlib import contextmanager, suppress
from datetime import timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from office import clock


class Sink(socketserver.ThreadingTCPServer):
    """`answers` maps the beginning of a line to another answer; `talks` are the lines heard."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, offers=(), certificate=None):
        super().__init__(("127.0.0.1", 0), Talk)
        self.offers = list(offers)
        self.answers = {}
        self.talks = []
        self.messages = []
        self.context = None
        self.pause = threading.Event()
        if certificate:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(certificate)

    @property
    def port(self):
        return self.server_address[1]

    def handle_error(self, request, client_address):
        """A client that hangs up is no fault of the test."""

    def heard(self, verb):
        return [line for talk in self.talks for line in talk if line.upper().startswith(verb)]


class Talk(socketserver.StreamRequestHandler):
    """One client."""

    def handle(self):
        self.lines = []
        self.server.talks.append(self.lines)
        self.say(self.server.answers.get("GREETING", "220 ready"))
        while line := self.rfile.readline().decode().rstrip("\r\n"):
            self.lines.append(line)
            verb = line.split()[0].upper()
            told = self.told(line)
            if told == "HANG UP":
                return
            if told == "DRIP":
                self.drip()
                return
            if told:
                self.say(told)
            elif getattr(self, f"on_{verb.lower()}", self.on_other)():
                return

    def finish(self):
        super().finish()
        self.request.close()

    def told(self, line):
        found = self.server.answers.items()
        return next((a for start, a in found if line.upper().startswith(start.upper())), None)

    def on_ehlo(self):
        *first, last = ["here", *self.server.offers]
        self.say("".join(f"250-{word}\r\n" for word in first) + f"250 {last}")

    def on_starttls(self):
        self.say("220 go on")
        self.request = self.server.context.wrap_socket(self.request, server_side=True)
        self.setup()

    def on_data(self):
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line[1:] if line.startswith(b".") else line)
        answer = self.server.answers.get("END", "250 2.0.0 taken")
        if answer == "HANG UP":
            return True
        if answer == "DRIP":
            self.drip()
            return True
        if answer.startswith("250"):
            self.server.messages.append(b"".join(lines))
        self.say(answer)
        return False

    def on_quit(self):
        self.say("221 bye")
        return True

    def on_other(self):
        self.say("250 2.1.0 fine")

    def drip(self):
        """One line of a reply after the other, until the other side has enough."""
        with suppress(OSError):
            while True:
                self.say("250-and")
                self.server.pause.wait(0.02)

    def say(self, text):
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def running(*offers, certificate=None):
    with Sink(offers, certificate) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def write_certificate(path, *hosts):
    """A certificate that signs itself, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hosts[0])])
    now = clock.now()
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName(h) for h in hosts]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path
