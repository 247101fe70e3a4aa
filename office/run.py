"""`office run`: a folder, its database, then the whole house on loopback."""

import contextlib
import fcntl
import importlib
import importlib.util
import json
import os
import secrets
import shutil
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

from office import beginning, demo
from office.app import MODULES, create_app
from office.bootstrap import Stop
from office.config import FolderKind, Settings, give_birth, read_kind, write_private
from office.db import db
from office.demo import Demo, Service, house, sheet
from office.demo.browser import PlayFault
from office.demo.stage import Stage
from office.migrations import migrate
from office.supervisor import Child, Family, free_port, say, wait_for_port

WEB_PORT, AXIS_PORT, PKI_PORT, REGISTER_PORT = 8080, 8090, 8091, 8092
MAIL_PORTS = {"smtp": 2525, "submission": 2587, "submissions": 2465}
PROGRAMS = {
    "axis": "documents.axis.sandbox",
    "pki": "signing.providers.demo_pki",
    "register": "personnel.national.sandbox",
}
FOLDERS = {"axis": "axis-sandbox", "pki": "", "register": "register-sandbox"}
PKI_TOKEN = "OFFICE_DEMO_PKI_TOKEN"  # noqa: S105 - the name of the variable, not its value
PATIENCE = 120.0
SHOWN_ROLES = ("clerk", "leader")


def run(options: Namespace) -> int:
    """Bring the folder up, serve until Ctrl-C, end everything."""
    folder = options.data_dir.absolute()
    _check_kind(folder, options)
    give_birth(folder, FolderKind.REAL if options.no_demo else FolderKind.DEMO)
    os.environ["OFFICE_DATA_DIR"] = str(folder)
    with _alone(folder):
        family = Family()
        try:
            return _live(folder, options, family)
        except KeyboardInterrupt:
            return 0
        finally:
            family.stop()
            _forget_tokens(folder)


def _check_kind(folder: Path, options: Namespace) -> None:
    kind = read_kind(folder)
    if options.no_demo and kind is FolderKind.DEMO:
        raise Stop(f"{folder} was born as a demo folder and stays one; name another --data-dir")
    if options.play and (options.no_demo or kind is FolderKind.REAL):
        raise Stop("--play needs a demo folder")


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / "run.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Stop(f"another `office run` serves {folder} already") from None
        yield


def _live(folder: Path, options: Namespace, family: Family) -> int:
    port = free_port(options.port)
    url = f"http://127.0.0.1:{port}"
    app = create_app(data_dir=folder)
    migrate(app)
    is_demo = read_kind(folder) is FolderKind.DEMO
    if is_demo:
        _prepare_demo(app, folder, url, family)
    code = _first_code(app, folder)
    _start(family, folder, "worker", ["-m", "office", "worker"])
    _start(family, folder, "web", ["-m", "office.serve", "--port", str(port)])
    if not wait_for_port(port, seconds=PATIENCE):
        raise Stop(f"the web process did not come up; see {folder / 'log' / 'web.log'}")
    _start_mail(family, folder)
    _start_media(family, app, folder)
    _greet(url, folder)
    if code:
        say(f"  Nobody can sign in yet: open {url}/begin and type the code {code}\n")
    if is_demo and demo.open_steps(folder):
        words = ["-m", "office", "demo-build"]
        family.add(Child("demo-build", words, folder / "log", ends=True))
    return _play(family, folder, options)


def _first_code(app: Flask, folder: Path) -> str:
    """What the first page of an empty folder asks for."""
    with app.app_context():
        found = "" if beginning.somebody_can_sign_in() else beginning.open_page(folder)
        db.session.remove()
    return found


def _start(family: Family, folder: Path, name: str, words: list[str]) -> Child:
    return family.add(Child(name, words, folder / "log"))


def _start_mail(family: Family, folder: Path) -> None:
    """The doors of mail on loopback; a demo's sheet names them."""
    if importlib.util.find_spec("mail.cli") is None:
        return
    ports = {name: free_port(wanted) for name, wanted in MAIL_PORTS.items()}
    words = ["-m", "office", "smtp", "--mx", str(ports["smtp"])]
    for name in ("submission", "submissions"):
        words += [f"--{name}", str(ports[name])]
    _start(family, folder, "smtp", words)
    if _has_sheet(folder):
        sheet.write_mail(folder, ports)


def _start_media(family: Family, app: Flask, folder: Path) -> None:
    """The conference server, where the machine has one."""
    settings: Settings = app.extensions["office.settings"]
    if settings.janus and shutil.which("janus") and importlib.util.find_spec("meetings.cli"):
        _start(family, folder, "media", ["-m", "office", "media"])


def _play(family: Family, folder: Path, options: Namespace) -> int:
    if not options.play:
        family.watch()
        return 0
    words = ["-m", "office", "demo-play"]
    player = Child("demo-play", words, folder / "log", ends=True, is_shown=True)
    player.start()
    status: list[int] = []

    def is_over() -> bool:
        ended = player.process.poll() if player.process else None
        if ended is not None:
            status.append(ended)
            player.process = None
        return bool(status) and options.exit

    try:
        family.watch(is_over)
    finally:
        player.ask_to_end()
    return status[0] if status and options.exit else 0


# --------------------------------------------------------------------------------- demo


def load_steps() -> None:
    """Let the house and every package that has something for the demo register it."""
    house.register()
    for package in MODULES:
        if importlib.util.find_spec(f"{package}.demo"):
            importlib.import_module(f"{package}.demo")


def _prepare_demo(app: Flask, folder: Path, url: str, family: Family) -> None:
    load_steps()
    with app.app_context():
        for step in demo.open_steps(folder):
            if not step.is_background:
                demo.take(step, lambda tell: demo_of(folder, tell))
        services = _start_services(folder, family)
        sheet.write_services(folder, services)
        _wait_for(services, folder)
        for act in demo.starts():
            act(demo_of(folder, lambda _count, _total: None))
        sheet.renew(folder, url)


def demo_of(folder: Path, tell: demo.Tell) -> Demo:
    """What the steps may use, as the sheet now has it."""
    return Demo(folder, sheet.accounts_of(folder), sheet.services_of(folder), tell)


def build_in_background(folder: Path) -> int:
    """The process that builds the long part of a demo while people look around."""
    load_steps()
    os.nice(5)
    app = create_app(data_dir=folder)
    with app.app_context():
        for step in demo.open_steps(folder):
            demo.take(step, lambda tell: demo_of(folder, tell))
    return 0


def play(folder: Path) -> int:
    """The process that plays over HTTP what people do; 0 when it came to its end."""
    load_steps()
    stage = Stage(sheet.read(folder), folder, _told)
    try:
        for piece in demo.players():
            piece(stage)
    except PlayFault as fault:
        _told(f"The story stopped: {fault}", "")
        return 1
    return 0


def _told(words: str, link: str) -> None:
    print(f"  · {words}{'  ' + link if link else ''}", flush=True)  # noqa: T201 - the story is told


def _start_services(folder: Path, family: Family) -> dict[str, Service]:
    before = sheet.services_of(folder)
    usual = {"axis": AXIS_PORT, "pki": PKI_PORT, "register": REGISTER_PORT}
    found: dict[str, Service] = {}
    for name, program in PROGRAMS.items():
        if importlib.util.find_spec(program) is None:
            continue
        wanted = before[name].port if name in before else usual[name]
        port = free_port(max([wanted, *(one.port + 1 for one in found.values())]))
        found[name] = Service("127.0.0.1", port, secrets.token_urlsafe(24))
        family.add(_service(folder, name, program, found[name]))
    return found


def _wait_for(services: dict[str, Service], folder: Path) -> None:
    for name, service in services.items():
        if not wait_for_port(service.port, seconds=PATIENCE):
            raise Stop(f"{name} did not come up; see {folder / 'log' / name}.log")


def _service(folder: Path, name: str, program: str, service: Service) -> Child:
    """The token goes by the environment or a private file, never by the command line."""
    home = folder / FOLDERS[name]
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    words = ["-m", program, "--port", str(service.port), "--data-dir", str(home)]
    environment = {PKI_TOKEN: service.token}
    if name != "pki":
        write_private(home / "token", service.token)
    return Child(name, words, folder / "log", environment=environment)


def _greet(url: str, folder: Path) -> None:
    say(f"\n  Công Vụ  {url}\n")
    known = json.loads((folder / sheet.FILE).read_text("utf-8")) if _has_sheet(folder) else {}
    if known:
        say(f"  accounts and services: {folder / sheet.FILE}")
    for role in SHOWN_ROLES:
        row = next((one for one in known.get("accounts", []) if one["role"] == role), None)
        if row:
            say(f"  {role:<7} {row['login']:<10} {row['password']}   {row['name']}, {row['unit']}")
    say(f"  logs: {folder / 'log'}\n  Ctrl-C ends everything\n")


def _has_sheet(folder: Path) -> bool:
    return (folder / sheet.FILE).exists()


def _forget_tokens(folder: Path) -> None:
    """The tokens of a run end with it."""
    if not _has_sheet(folder):
        return
    with create_app(data_dir=folder).app_context(), contextlib.suppress(Exception):
        sheet.revoke_tokens()
