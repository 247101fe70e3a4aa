"""Every screen in every language, by day and by night, at every width."""

import subprocess
import sys
from pathlib import Path

from tests.long.world import ROOT

MATRIX = "tests/browser/test_visual.py"


def main(_work: Path, *, seed: int, **_given: int) -> int:
    """The report is written by the test itself; 0 when no screen had a fault."""
    command = [sys.executable, "-m", "pytest", "-q", "-m", "long", "-p", "no:cacheprovider", MATRIX]
    return subprocess.run(command, cwd=ROOT, check=False).returncode
