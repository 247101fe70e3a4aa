"""Foreign PDFs are read in a child with limits and no network; a request never parses them."""

from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import TypeAdapter

from office.foreign.child import Limits, run_jailed
from office.foreign.refusals import ForeignFileRefused
from signing.pades.integrity import Reading

LARGEST = 16 << 20
LIMITS = Limits(seconds=60, cpu_seconds=45, memory_mb=1536, file_mb=32)
READINGS: TypeAdapter[Reading] = TypeAdapter(Reading)


def read_foreign(source: Path) -> Reading | None:
    """What a file says of its signatures; None when it brought its reader down."""
    with TemporaryDirectory(prefix="verdict-", ignore_cleanup_errors=True) as folder:
        out = Path(folder)
        told = out / "reading.json"
        order = {"call": [__name__, main.__name__], "words": [str(source.absolute()), str(told)]}
        try:
            run_jailed(order, out=out, limits=LIMITS)
        except ForeignFileRefused:
            return None
        if not told.is_file() or told.is_symlink() or told.stat().st_size > LARGEST:
            return None
        return READINGS.validate_json(told.read_bytes())


def main(source: str, told: str) -> None:
    """The child's part: read one file and leave what was read."""
    from signing.pades.integrity import read

    Path(told).write_bytes(READINGS.dump_json(read(Path(source).read_bytes())))
