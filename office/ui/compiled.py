"""Compiled templates are kept beside the program, as Python keeps its modules.

What they are compiled with, the filters of this package and the words, names the folder.
"""

import shutil
import sys
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket

from office import i18n

HERE = Path(__file__).parent
KEPT = HERE / "__pycache__"
NAME = "templates-"


class CompiledTemplates(FileSystemBytecodeCache):
    """Reads where nobody may write; the folder of another version gives way."""

    def __init__(self, kept: Path = KEPT) -> None:
        self._folder = kept / f"{NAME}{_version()}"
        super().__init__(str(self._folder))

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        if sys.dont_write_bytecode:
            return
        with suppress(OSError):  # an installation that nobody may change
            if not self._folder.is_dir():
                for former in self._folder.parent.glob(f"{NAME}*"):
                    shutil.rmtree(former, ignore_errors=True)
                self._folder.mkdir(parents=True, exist_ok=True)
            super().dump_bytecode(bucket)


@cache
def _version() -> str:
    sources = [*sorted(HERE.glob("*.py")), Path(i18n.__file__)]
    return sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:16]
