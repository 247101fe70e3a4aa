"""The whole suite, as `python3 -m office test` runs it: on SQLite, then on PostgreSQL.

A test that knows no database runs once, in the second run; one that drives a browser, in the first.

With words of its own it is pytest with these words, on the database named by OFFICE_TEST_DB.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests import needs, postgres  # noqa: E402 - the path above makes them importable

# The files come in the order of tests/conftest.py: the longest first, not those of most tests.
# One worker more than a small machine has cores: while one waits for a browser, another goes on.
SPREAD = ["-n", "3", "--dist", "loadfile", "--no-loadscope-reorder"]
TOGETHER = [*SPREAD, "--durations=10", "--durations-min=0.5"]
SECOND = ["-m", "not browser and not long", "--ignore=tests/browser"]


def run(*words: str, **environment: str) -> int:
    """Compiled modules are kept: workers and hundreds of children would compile them anew."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-m", "pytest", *words]
    return subprocess.run(command, cwd=ROOT, env=kept | environment, check=False).returncode


def run_on_postgres() -> int:
    with postgres.cluster() as address:
        where = {"OFFICE_TEST_DB": "postgres", "OFFICE_TEST_POSTGRES": address}
        return run(*TOGETHER, *SECOND, **where)


def run_all() -> int:
    """One line before the first run says when there will be no second one: the end is pytest's."""
    lacking = needs.missing("postgresql")
    if lacking:
        sys.stderr.write(f"The run on PostgreSQL is left out: {lacking}\n")
        return run(*TOGETHER, OFFICE_TEST_DB="sqlite") or int(needs.IN_CI)
    first = run(*TOGETHER, OFFICE_TEST_DB="sqlite", OFFICE_TEST_TWICE="1")
    return max(first, run_on_postgres())


if __name__ == "__main__":
    words = sys.argv[1:]
    sys.exit(run(*words) if words else run_all())
