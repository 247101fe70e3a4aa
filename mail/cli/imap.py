"""`office imap-config`: Dovecot as a window on the boxes, for its grammars 2.3 and 2.4."""

import argparse
import os
import pwd
import sys
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from mail.cli import imap_23, imap_24
from office.config import Settings, load_settings, read_kind, write_private

SHARED = "Shared"
GRAMMARS = {"2.3": imap_23, "2.4": imap_24}


@dataclass(frozen=True)
class Wishes:
    """What the files are made of."""

    root: Path
    url: URL
    user: str
    group: str
    uid: int
    host: str
    port: int
    tls_port: int
    certificate: Path
    key: Path
    shared: str
    room: Path | None

    @property
    def is_file(self) -> bool:
        """Whether the users stand in a file."""
        return self.url.get_backend_name() == "sqlite"


def imap_config(argv: Sequence[str]) -> int:
    """Write the configuration of Dovecot for this data folder."""
    options = _options(argv)
    if read_kind(options.data_dir) is None:
        sys.stderr.write(f"office: {options.data_dir} is no data folder\n")
        return 1
    settings = load_settings(data_dir=options.data_dir)
    wishes = _wishes(options, settings)
    folder: Path = options.into or settings.data_dir.absolute() / "dovecot"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    wishes.root.mkdir(mode=0o700, exist_ok=True)
    for name, text in GRAMMARS[options.grammar].files(wishes, folder).items():
        write_private(folder / name, text)
        sys.stdout.write(f"{folder / name}\n")
    return 0


def _options(argv: Sequence[str]) -> Namespace:
    parser = argparse.ArgumentParser(prog="office imap-config", description=imap_config.__doc__)
    usual = Path(os.environ.get("OFFICE_DATA_DIR", "var"))
    parser.add_argument("--data-dir", type=Path, default=usual)
    parser.add_argument("--grammar", choices=sorted(GRAMMARS), default="2.3")
    parser.add_argument("--into", type=Path, help="folder of the files (default: dovecot there)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=143, help="IMAP with STARTTLS")
    parser.add_argument("--tls-port", type=int, default=993, help="IMAP with TLS at once; 0: none")
    parser.add_argument("--user", help="who runs the office (default: the owner of the folder)")
    parser.add_argument("--shared", default=SHARED, help="the folder above shared boxes")
    parser.add_argument(
        "--room", type=Path, help="run as this user without root, with all its own files here"
    )
    return parser.parse_args(argv)


def _wishes(options: Namespace, settings: Settings) -> Wishes:
    owner = settings.data_dir.stat().st_uid
    entry = pwd.getpwnam(options.user) if options.user else pwd.getpwuid(owner)
    own = settings.data_dir.absolute() / "smtp.pem"
    return Wishes(
        root=settings.data_dir.absolute() / "maildir",
        url=make_url(settings.url),
        user=entry.pw_name,
        group=_group(entry.pw_gid),
        uid=entry.pw_uid,
        host=options.host,
        port=options.port,
        tls_port=options.tls_port,
        certificate=settings.smtp_certificate or own,
        key=settings.smtp_key or own,
        shared=options.shared,
        room=options.room.absolute() if options.room else None,
    )


def _group(gid: int) -> str:
    import grp

    return grp.getgrgid(gid).gr_name
