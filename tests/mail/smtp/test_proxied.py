"""A proxy in front says who stands before it; nobody else is believed."""

import ipaddress
import socket
import ssl
import struct
from contextlib import suppress

import pytest

from tests.mail.smtp import harness

HERE = (ipaddress.ip_network("127.0.0.0/8"),)
ELSEWHERE = (ipaddress.ip_network("192.0.2.1"),)
FIRST = b"PROXY TCP4 198.51.100.7 127.0.0.1 4000 25\r\n"
SIGNATURE = b"\r\n\r\n\0\r\nQUIT\n"
ADDRESSES = ipaddress.ip_address("198.51.100.9").packed + ipaddress.ip_address("127.0.0.1").packed
SECOND = SIGNATURE + struct.pack("!BBH", 0x21, 0x11, 12) + ADDRESSES + struct.pack("!HH", 4000, 465)
LOCAL = SIGNATURE + struct.pack("!BBH", 0x20, 0x00, 0)


@pytest.fixture(scope="module")
def behind(tmp_path_factory, pair):
    with harness.running(tmp_path_factory.mktemp("intake"), tls=pair, proxies=HERE) as made:
        yield made


def said(server, first, name="mx"):
    """A talk whose first bytes come before the greeting."""
    raw = socket.create_connection(("127.0.0.1", server.port(name)), timeout=10)
    raw.sendall(first)
    return raw


@pytest.mark.parametrize(("first", "peer"), [(FIRST, "198.51.100.7"), (LOCAL, "127.0.0.1")])
def test_the_peer_is_who_stands_before_the_proxy(behind, first, peer):
    with harness.Talk(said(behind, first + b"EHLO me.test\r\n")) as talk:
        assert talk.greeting.startswith(b"220")
        assert talk.hear().startswith(b"250")
        talk.say("MAIL FROM:<out@side.test>", f"RCPT TO:<{peer}@ours.test>")
    assert behind.house.asked[-1][1].peer == peer


def test_tls_begins_behind_the_header_though_both_came_together(behind):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    line = context.wrap_bio(incoming, outgoing)
    with pytest.raises(ssl.SSLWantReadError):
        line.do_handshake()
    with said(behind, SECOND + outgoing.read(), "submissions") as raw:
        greeting = b""
        while not greeting:
            incoming.write(raw.recv(65536))
            try:
                line.do_handshake()
                raw.sendall(outgoing.read())
                greeting = line.read()
            except ssl.SSLWantReadError:
                raw.sendall(outgoing.read())
        assert greeting.startswith(b"220")


@pytest.mark.parametrize("first", [b"EHLO me.test\r\n", b"PROXY TCP4 somebody\r\n", SIGNATURE * 2])
def test_a_proxy_that_does_not_say_for_whom_it_speaks_is_cut_off(behind, first):
    behind.told.clear()
    with said(behind, first) as raw:
        raw.settimeout(10)
        with suppress(ConnectionResetError):
            assert raw.recv(100) == b""
    assert ("no proxy header", {"peer": "127.0.0.1"}) in behind.told


def test_whoever_is_no_proxy_of_ours_speaks_for_himself(tmp_path):
    with (
        harness.running(tmp_path, proxies=ELSEWHERE) as server,
        harness.Talk(said(server, FIRST)) as talk,
    ):
        assert talk.greeting.startswith(b"220")
        assert talk.hear().startswith(b"500")
        talk.begin()
        assert server.house.asked[-1][1].peer == "127.0.0.1"
