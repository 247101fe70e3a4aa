"""A name server on loopback: real packets over UDP, records from a dict, faults on order."""

import socketserver
import threading
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

from mail.wire.resolver import resolver_at


class Names(socketserver.ThreadingUDPServer):
    """`records[name, kind]` as in a zone file; `faults[name]` an rcode, or None for silence."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Question)
        self.records = {}
        self.faults = {}
        self.asked = []
        self.is_proven = False

    def put(self, name, kind, *values):
        self.records[name, kind] = list(values)

    def text(self, name, text):
        pieces = [text[at : at + 250] for at in range(0, len(text), 250)]
        self.put(name, "TXT", " ".join(f'"{piece}"' for piece in pieces))

    def resolver(self):
        return resolver_at(["127.0.0.1"], port=self.server_address[1])


class Question(socketserver.BaseRequestHandler):
    """One packet."""

    def handle(self):
        data, socket = self.request
        query = dns.message.from_wire(data)
        asked = query.question[0]
        name = asked.name.to_text(omit_final_dot=True)
        kind = dns.rdatatype.to_text(asked.rdtype)
        self.server.asked.append((name, kind))
        answer = dns.message.make_response(query, recursion_available=True)
        if name in self.server.faults:
            if self.server.faults[name] is None:
                return
            answer.set_rcode(self.server.faults[name])
        else:
            self.fill(answer, name, kind)
        socket.sendto(answer.to_wire(), self.client_address)

    def fill(self, answer, name, kind):
        records = self.server.records
        if self.server.is_proven:
            answer.flags |= dns.flags.AD
        while alias := records.get((name, "CNAME")):
            answer.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", "CNAME", *alias))
            name = alias[0].rstrip(".")
        if found := records.get((name, kind)):
            answer.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", kind, *found))
        elif not any(known == name for known, _kind in records):
            answer.set_rcode(dns.rcode.NXDOMAIN)


@contextmanager
def running():
    with Names() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
