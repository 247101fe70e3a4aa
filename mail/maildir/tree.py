"""Folders of one box on the disk (Maildir++): what lies there, and links laid, moved and taken."""

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from mail.maildir.merge import Lying
from mail.maildir.names import Named, parse

PARTS = ("cur", "new", "tmp")
READ_FROM = ("cur", "new")
Stamp = tuple[int, ...]


class Tree:
    """The folders of one box below `root`; `""` is the root itself, others begin with a dot."""

    def __init__(self, root: Path, folders: Iterable[str]) -> None:
        self.root = root
        self.folders = tuple(folders)

    def make(self) -> None:
        """Make the folders that are not there; the last one of each is what proves it whole."""
        for folder in self.folders:
            place = self.root / folder
            for part in reversed(PARTS):
                (place / part).mkdir(parents=True, exist_ok=True, mode=0o700)
            if folder:
                (place / "maildirfolder").touch(mode=0o600)

    def is_whole(self, folder: str) -> bool:
        """Whether a folder is there; one that is not was lost, and nothing in it was removed."""
        return (self.root / folder / "cur").is_dir()

    def stamp(self) -> Stamp:
        """Changes with every file that comes, goes or is renamed."""
        return tuple(
            (self.root / folder / part).stat().st_mtime_ns
            for folder in self.folders
            for part in READ_FROM
        )

    def files(self) -> Iterator[Lying]:
        """Every message in every folder; hidden files are none."""
        for folder in self.folders:
            for part in READ_FROM:
                for name in sorted(os.listdir(self.root / folder / part)):  # noqa: PTH208 - many
                    if not name.startswith("."):
                        named = parse(name)
                        yield Lying(folder, named.base, named.flags)

    def path_of(self, lying: Lying) -> Path | None:
        """Where a file is now; None when its flags were changed or it went in the meantime."""
        name = Named(lying.base, lying.flags).text
        folder = self.root / lying.folder
        tries = [folder / "cur" / name, folder / "new" / lying.base, folder / "cur" / lying.base]
        return next((path for path in tries if path.exists()), None)

    def lay(self, source: Path, folder: str, named: Named) -> None:
        """Link the bytes of a message into a folder; what nobody has read comes as new."""
        part, name = ("cur", named.text) if named.flags else ("new", named.base)
        with suppress(FileExistsError):
            os.link(source, self.root / folder / part / name)

    def change(self, lying: Lying, folder: str, named: Named) -> bool:
        """Rename a file to other flags or into another folder; False when it is not there now."""
        path = self.path_of(lying)
        if path is None:
            return False
        target = self.root / folder / "cur" / named.text
        is_new = path == self.root / folder / "new" / named.base and not named.flags
        if path == target or is_new:
            return True
        try:
            path.rename(target)
        except FileNotFoundError:
            return False
        return True

    def take(self, lying: Lying) -> None:
        """Take a link away; the bytes stay with the house."""
        if path := self.path_of(lying):
            path.unlink(missing_ok=True)

    def sync(self) -> None:
        """Make what was done in the folders outlive a power cut."""
        for folder in self.folders:
            for part in READ_FROM:
                descriptor = os.open(self.root / folder / part, os.O_RDONLY)
                try:
                    os.fsync(descriptor)
                finally:
                    os.close(descriptor)

    def remove(self) -> None:
        """Take the whole box away; the root itself stays, for other folders lie below it."""
        for folder in self.folders:
            gone = [self.root / folder] if folder else [self.root / part for part in READ_FROM]
            for path in gone:
                shutil.rmtree(path, ignore_errors=True)
