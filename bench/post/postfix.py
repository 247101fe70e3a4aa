"""Debian's Postfix as a private instance: accepts to its queue and goes no step further.

Settings are its own but for what keeps it to itself: loopback, one port, no names looked up, every
mail on hold. Its master must be started by root.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.fill.mails import DOMAIN_NAME

MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
mail_owner = postfix
inet_interfaces = loopback-only
inet_protocols = ipv4
myhostname = postfix.example
mydestination =
local_recipient_maps =
relay_domains = {domain}
mynetworks = 127.0.0.0/8
alias_maps =
alias_database =
smtpd_peername_lookup = no
smtpd_recipient_restrictions = check_client_access static:HOLD, permit_mynetworks, reject
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_client_connection_count_limit = 0
message_size_limit = 67108864
"""
MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
relay unix - - n - - error
"""


def missing(folder: Path) -> str:
    """Why there can be no Postfix with a queue in this folder; empty when there can."""
    if not (shutil.which("postfix") and shutil.which("smtp-source")):
        return "Postfix is not on this machine"
    if os.geteuid() != 0:
        return "Postfix needs root"
    closed = [one for one in folder.absolute().parents if not one.stat().st_mode & 0o001]
    return f"its user cannot enter {closed[0].name}" if closed else ""


@contextmanager
def postfix(folder: Path, port: int) -> Iterator[int]:
    """Run it; yields the number of its master process."""
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("etc", "queue", "data"):
        (folder / name).mkdir(parents=True)
    shutil.chown(folder / "data", "postfix")
    etc = folder / "etc"
    (etc / "main.cf").write_text(MAIN.format(folder=folder, domain=DOMAIN_NAME))
    (etc / "master.cf").write_text(MASTER.format(port=port))
    _said(["postfix", "-c", str(etc), "start"])
    try:
        yield int((folder / "queue" / "pid" / "master.pid").read_text())
    finally:
        _said(["postfix", "-c", str(etc), "stop"])
        shutil.rmtree(folder, ignore_errors=True)


def empty_queue(folder: Path) -> None:
    """Throw away what it took."""
    _said(["postsuper", "-c", str(folder / "etc"), "-d", "ALL"])


def _said(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        raise RuntimeError(done.stdout + done.stderr)
