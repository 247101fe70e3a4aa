"""Foreign signatures are read in a child with limits and no network; no request parses them."""

from pathlib import Path
from tempfile import TemporaryDirectory

from mail.smime.entity import Form
from mail.smime.reading import READINGS, Reading
from office.foreign.child import Limits, run_jailed
from office.foreign.refusals import ForeignFileRefused

LARGEST = 4 << 20
LIMITS = Limits(seconds=60, cpu_seconds=45, memory_mb=1536, file_mb=8)


def read_foreign(source: Path) -> Reading:
    """What a letter says of its signatures; one that brought its reader down is broken."""
    with TemporaryDirectory(prefix="letter-", ignore_cleanup_errors=True) as folder:
        out = Path(folder)
        told = out / "reading.json"
        order = {"call": [__name__, main.__name__], "words": [str(source.absolute()), str(told)]}
        try:
            run_jailed(order, out=out, limits=LIMITS)
        except ForeignFileRefused:
            return Reading(Form.BROKEN)
        if not told.is_file() or told.is_symlink() or told.stat().st_size > LARGEST:
            return Reading(Form.BROKEN)
        return READINGS.validate_json(told.read_bytes())


def main(source: str, told: str) -> None:
    """The child's part: read one letter and leave what was read."""
    from mail.smime.reading import read

    Path(told).write_bytes(READINGS.dump_json(read(Path(source).read_bytes())))
