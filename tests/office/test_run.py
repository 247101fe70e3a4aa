"""`office run` as an operator sees it: one command, one address, one Ctrl-C."""

import json
import os
import signal
import smtplib
import ssl
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from unittest import mock
from urllib.error import HTTPError

import pytest

from office import run
from office.config import FolderKind, read_kind
from office.supervisor import free_port, wait_for_port
from personnel.play import story as rotation
from tests.house.walk import ROOT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        os.environ.get("OFFICE_TEST_DB") == "postgres", reason="makes folders of its own"
    ),
]
PATIENCE = 240
RUN = "import sys; from office import cli; sys.exit(cli.main(['run', *sys.argv[1:]]))"
INIT = (
    *("--agency", "Sở Nội vụ", "--code", "H99.1"),
    *("--admin", "Lê Khôi", "--login", "khoi.l"),
)


@contextmanager
def running(folder, *words):
    """The program as a child; gives its first lines once it has greeted."""
    port = free_port(18080, tries=500)
    command = [sys.executable, "-c", RUN, "--data-dir", str(folder), "--port", str(port), *words]
    environment = {name: value for name, value in os.environ.items() if "OFFICE_" not in name}
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process, greeting(process)
    finally:
        process.send_signal(signal.SIGINT)
        said, _nothing = process.communicate(timeout=PATIENCE)
        assert process.returncode in (0, 1), said


def greeting(process):
    lines = []
    for line in process.stdout:
        lines.append(line)
        if "Ctrl-C" in line:
            break
    return "".join(lines)


def initiated(folder):
    command = [sys.executable, "-m", "office", "init", "--data-dir", str(folder), *INIT]
    environment = {name: value for name, value in os.environ.items() if "OFFICE_" not in name}
    subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=True)
    return folder


def address(said):
    return next(word for word in said.split() if word.startswith("http://"))


def get(url, token=None):
    request = urllib.request.Request(url)  # noqa: S310 - our own address
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - the same
            return answer.status, answer.read().decode()
    except HTTPError as refused:
        with refused:
            return refused.code, ""


def processes_of(folder):
    """Everybody who was started for this folder and still lives."""
    mine = f"OFFICE_DATA_DIR={folder}".encode()
    return [entry.name for entry in Path("/proc").glob("[0-9]*") if mine in surroundings(entry)]


def surroundings(entry):
    try:
        return (entry / "environ").read_bytes()
    except OSError:
        return b""


def test_a_real_folder_is_served_alone_and_ends_with_everybody(tmp_path):
    folder = initiated(tmp_path / "dữ liệu thật")
    with running(folder, "--no-demo") as (_process, said):
        assert read_kind(folder) is FolderKind.REAL
        assert get(f"{address(said)}/readyz")[0] == 200
        assert not (folder / "demo.json").exists()
        with running(folder, "--no-demo") as (second, refusal):
            assert second.wait(PATIENCE) == 1
        assert "serves" in refusal
        assert processes_of(folder)
    until = time.monotonic() + 30
    while processes_of(folder) and time.monotonic() < until:
        time.sleep(0.1)
    assert processes_of(folder) == []


def takes_mail(service):
    assert wait_for_port(service["port"], seconds=PATIENCE)
    with smtplib.SMTP(service["host"], service["port"], timeout=PATIENCE) as client:
        assert client.ehlo("me.test")[0] == 250
        assert client.starttls(context=unsafe())[0] == 220
        client.ehlo("me.test")
        assert client.mail("who@far.test")[0] == 250
        assert client.rcpt("nobody@far.test")[0] == 550


def unsafe():
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.check_hostname, made.verify_mode = False, ssl.CERT_NONE
    return made


def play_mail_part(folder):
    """What `--play` starts, with the parts left out that other tests play."""
    left_out = dict.fromkeys(("play", "play_upkeep", "play_aftermath"), mock.DEFAULT)
    rotated = {"uid": "", "title": rotation.POST}
    with (
        mock.patch.multiple("documents.play", **left_out) as others,
        mock.patch.object(rotation, "_dossier", return_value=rotated),
    ):
        assert run.play(folder) == 0
    assert all(one.called for one in others.values())


def test_a_demo_folder_has_a_sheet_whose_tokens_live_as_long_as_the_run(tmp_path, capsys):
    folder = tmp_path / "bản thử"
    with running(folder) as (_process, said):
        sheet = json.loads((folder / "demo.json").read_text())
        assert sheet["url"] == address(said)
        assert str(folder / "demo.json") in said
        for role in ("clerk", "leader"):
            row = next(one for one in sheet["accounts"] if one["role"] == role)
            assert row["login"] in said
            assert row["password"] in said
        assert {"login", "password", "pin", "name", "role", "unit", "token"} <= set(row)
        assert {"host", "port", "inject_url", "token"} <= set(sheet["services"]["axis"])
        assert "pki" in sheet["services"]
        takes_mail(sheet["services"]["smtp"])
        status, page = get(f"{sheet['url']}/sign-in")
        assert status == 200
        assert "BẢN THỬ" in page
        me = f"{sheet['url']}/api/v1/me"
        assert get(me, row["token"])[0] == 200
        play_mail_part(folder)
        told = capsys.readouterr().out
        for words in ("handed over by SMTP", "in the box of the clerks", "as no. ", "Answered"):
            assert words in told
    before = {one["login"]: one["password"] for one in sheet["accounts"]}
    with running(folder) as (_process, said):
        again = json.loads((folder / "demo.json").read_text())
        assert {one["login"]: one["password"] for one in again["accounts"]} == before
        assert get(f"{again['url']}/api/v1/me", row["token"])[0] == 401
