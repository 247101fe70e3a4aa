"""`python3 -m office …`: the one entrance, from a bare Python to the running program."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from office import bootstrap


def run_tests(argv: list[str]) -> int:
    """The suite belongs to the checkout; an installed wheel does not carry it."""
    suite = bootstrap.ROOT / "tests" / "run.py"
    if not suite.exists():
        raise bootstrap.Stop("the tests are part of the source checkout only")
    return subprocess.run([sys.executable, str(suite), *argv], check=False).returncode


def vendor(argv: list[str]) -> int:
    """Fetch every locked wheel into a folder, for an agency whose machines reach no index."""
    target = Path(*argv[:1] or ("wheels",)).absolute()
    pip = bootstrap.pip_for(bootstrap.state_folder())
    options = bootstrap.options_for(bootstrap.TEST)
    command = [*pip, "download", "--require-hashes", "--dest", str(target), *options]
    bootstrap.run_shown(command, total=bootstrap.count_packages(bootstrap.TEST))
    settings = f"PIP_NO_INDEX=1 PIP_FIND_LINKS={target.as_uri()}"  # pip splits paths at spaces
    bootstrap.say(f"there, with the same Python: {settings} python3 -m office run")
    return 0


def main(argv: list[str]) -> int:
    """Enter the program's environment, then hand the command line to whom its first word names."""
    bootstrap.enter(argv)
    if argv[:1] == ["test"]:
        return run_tests(argv[1:])
    if argv[:1] == ["vendor"]:
        return vendor(argv[1:])
    if argv[:1] == ["setup"]:
        return 0
    from office import cli

    return cli.main(argv)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except bootstrap.Stop as stop:
        sys.exit(f"office: {stop}")
    except KeyboardInterrupt:
        sys.exit(130)
