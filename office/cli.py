"""The words of the command line, each handed to the module that does it."""

import argparse
import importlib
import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from pathlib import Path

from office.bootstrap import Stop
from office.config import FolderKind, read_kind
from office.errors import Refusal

Command = Callable[[Namespace], int]
PASSED_ON = {
    "connect-axis": "documents.cli:connect_axis",
    "smtp": "mail.cli:smtp",
    "media": "meetings.cli.media:media",
    "imap-config": "mail.cli.imap:imap_config",
    "mail-import": "mail.cli.importing:mail_import",
    "data-key": "personnel.cli:data_key",
    "sandbox-axis": "documents.axis.sandbox.program:main",
    "sandbox-register": "personnel.national.sandbox.program:main",
    "demo-pki": "signing.providers.demo_pki.program:serve",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the command line says; a refusal of ours is one line and status 1."""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        return _pass_on(words) if words and words[0] in PASSED_ON else _act(words)
    except Stop as stop:
        sys.stderr.write(f"office: {stop}\n")
    except Refusal as refusal:
        said = [str(one) for one in (refusal.message, refusal.fix) if one]
        sys.stderr.write(f"office: {' '.join(said)}\n")
    return 1


def _act(words: list[str]) -> int:
    options = _parser().parse_args(words)
    if options.data_dir:
        os.environ["OFFICE_DATA_DIR"] = str(options.data_dir.absolute())
    options.data_dir = _folder()
    return int(options.act(options))


def _folder() -> Path:
    return Path(os.environ.get("OFFICE_DATA_DIR", "var")).absolute()


def _pass_on(words: list[str]) -> int:
    """Programs that play another house import nothing of ours and read their own options."""
    module, _colon, name = PASSED_ON[words[0]].partition(":")
    try:
        entrance = getattr(importlib.import_module(module), name)
    except ModuleNotFoundError as missing:
        sys.stderr.write(f"office: {words[0]} is not part of this installation ({missing.name})\n")
        return 1
    return int(entrance(words[1:]))


# ------------------------------------------------------------------------------- words


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="office", description="Công Vụ: an office suite for agencies.")
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--data-dir", type=Path, help="the data folder (default: var)")
    commands = parser.add_subparsers(required=True, metavar="command")

    def add(name: str, act: Command, text: str) -> ArgumentParser:
        made = commands.add_parser(name, parents=[shared], help=text, description=text)
        made.set_defaults(act=act)
        return made

    _add_run(add("run", _run, "everything on this machine, with a demo folder on the first start"))
    _add_serve(add("serve", _serve, "the web process of a real folder"))
    _add_live(add("live", _live, "the process in which pages listen to what happens"))
    add("worker", _worker, "the process that does the work in the background")
    _add_init(add("init", _init, "make a real data folder and its first administrator"))
    _add_import(add("import-units", _import_units, "units, people and posts from one spreadsheet"))
    add("migrate", _migrate, "bring the database to the tables of this program")
    add("doctor", _doctor, "look whether everything an installation needs is there")
    audit = add("audit", _audit, "prove that the audit trail is whole")
    audit.add_argument("what", choices=["verify"])
    _add_backup(add("backup", _backup, "write everything into one encrypted file"))
    _add_restore(add("restore", _restore, "bring a backup back into an empty folder"))
    add("setup", _setup, "only make the program's own environment")
    add("demo-build", _demo_build, "go on building a demo folder (started by run)")
    add("demo-play", _demo_play, "play the first matter (started by run --play)")
    return parser


def _add_run(parser: ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8080, help="the next free one if it is taken")
    parser.add_argument(
        "--no-demo",
        action="store_true",
        help="a real folder; an empty one begins with its first page",
    )
    parser.add_argument("--play", action="store_true", help="let officials play the first matter")
    parser.add_argument("--exit", action="store_true", help="with --play: end when it is complete")


def _add_serve(parser: ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--threads", type=int, default=4)


def _add_live(parser: ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8082)
    parser.add_argument("--workers", type=int, default=1)


def _add_init(parser: ArgumentParser) -> None:
    parser.add_argument("--agency", required=True, help="the agency's full name")
    parser.add_argument("--code", required=True, help="its code on the national axis")
    parser.add_argument("--symbol", default="", help="its letters in document symbols")
    parser.add_argument("--place", default="", help="the place before the date of documents")
    parser.add_argument("--admin", required=True, help="the administrator's full name")
    parser.add_argument("--login", required=True, help="the administrator's login")


def _add_import(parser: ArgumentParser) -> None:
    parser.add_argument("file", help=".xlsx or .csv with the headings of the template")
    parser.add_argument("--agency", default="", help="its name or symbol, where there are several")
    parser.add_argument("--dry-run", action="store_true", help="only say what would change")
    parser.add_argument("--slips", default="", help="a new file for the one-time passwords")


def _add_backup(parser: ArgumentParser) -> None:
    parser.add_argument("--verify", action="store_true", help="restore it aside and compare")


def _add_restore(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the backup")
    parser.add_argument("--key-file", type=Path, help="its key (default: beside the data folder)")


# -------------------------------------------------------------------------------- acts


def _run(options: Namespace) -> int:
    from office import run

    return run.run(options)


def _serve(options: Namespace) -> int:
    from office.serve import serve

    if read_kind(options.data_dir) is not FolderKind.REAL:
        raise Stop("only a real folder is served: make one with `office init`")
    return serve(
        host=options.host, port=options.port, workers=options.workers, threads=options.threads
    )


def _live(options: Namespace) -> int:
    from office.serve import serve_live

    if read_kind(options.data_dir) is not FolderKind.REAL:
        raise Stop("only a real folder is served: make one with `office init`")
    return serve_live(host=options.host, port=options.port, workers=options.workers)


def _worker(options: Namespace) -> int:
    from office import worker
    from office.app import create_app

    app = create_app(data_dir=_born(options))
    return worker.main(app, app.extensions["office.settings"])


def _born(options: Namespace) -> Path:
    """The data folder, which must exist."""
    if read_kind(options.data_dir) is None:
        raise Stop(f"{options.data_dir} is no data folder: `office init` or `office run` makes one")
    folder: Path = options.data_dir
    return folder


def _init(options: Namespace) -> int:
    from office import init

    return init.init(options)


def _import_units(options: Namespace) -> int:
    from office.setup import cli

    options.data_dir = _born(options)
    return cli.import_units(options)


def _migrate(options: Namespace) -> int:
    from office.app import create_app
    from office.migrations import migrate

    migrate(create_app(data_dir=_born(options)))
    return 0


def _doctor(options: Namespace) -> int:
    from office import doctor

    return doctor.main(_born(options))


def _audit(options: Namespace) -> int:
    from office import doctor

    return doctor.verify_audit(_born(options))


def _backup(options: Namespace) -> int:
    from office import backup

    _born(options)
    return backup.backup_command(options)


def _restore(options: Namespace) -> int:
    from office import backup

    return backup.restore_command(options)


def _setup(_options: Namespace) -> int:
    sys.stdout.write("the environment is ready\n")
    return 0


def _demo_build(options: Namespace) -> int:
    from office import run

    return run.build_in_background(_born(options))


def _demo_play(options: Namespace) -> int:
    from office import run

    return run.play(_born(options))
