"""Random walks over documents as long as one likes, and a leader's batch of fifty."""

import subprocess
import sys
from pathlib import Path

from tests.long.world import ROOT

WALKS = ("tests/documents/test_documents_machine.py", "tests/browser/test_phone.py")


def main(_work: Path, *, seed: int, **_given: int) -> int:
    """The same seed walks the same way; 0 when nothing broke."""
    words = ["-q", "-m", "long", "-p", "no:cacheprovider", f"--hypothesis-seed={seed}"]
    command = [sys.executable, "-m", "pytest", *words, *WALKS]
    return subprocess.run(command, cwd=ROOT, check=False).returncode
