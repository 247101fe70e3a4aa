"""Foreign PDFs are read in a child with limits and no network; a request never parses them."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import TypeAdapter

from office.foreign.child import Limits, run_jailed
from office.foreign.inside.jail import shut_sockets
from office.foreign.refusals import ForeignFileRefused
from signing.pades.integrity import Reading

ROOT = Path(__file__).parents[2]
LARGEST = 16 << 20
LIMITS = Limits(seconds=60, cpu_seconds=45, memory_mb=1536, file_mb=32)
READINGS: TypeAdapter[Reading] = TypeAdapter(Reading)
START = (
    f"import sys; sys.path.insert(0, {str(ROOT)!r}); "
    "from signing.pades.jailed import main; main(*sys.argv[1:])"
)


def read_foreign(source: Path) -> Reading | None:
    """What a file says of its signatures; None when it brought its reader down."""
    with TemporaryDirectory(prefix="verdict-", ignore_cleanup_errors=True) as folder:
        out = Path(folder)
        told = out / "reading.json"
        command = [sys.executable, "-I", "-c", START, str(source.absolute()), str(told)]
        try:
            run_jailed({"command": command}, out=out, limits=LIMITS)
        except ForeignFileRefused:
            return None
        if not told.is_file() or told.is_symlink() or told.stat().st_size > LARGEST:
            return None
        return READINGS.validate_json(told.read_bytes())


def main(source: str, told: str) -> None:
    """The child's part: read one file without a socket and leave what was read."""
    from signing.pades.integrity import read

    shut_sockets()
    Path(told).write_bytes(READINGS.dump_json(read(Path(source).read_bytes())))
