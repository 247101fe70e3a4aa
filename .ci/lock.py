"""Writes the three lock files: names, versions and hashes, resolved for every platform at once.

`requirements.lock` is what an installation needs (PostgreSQL driver included); the demo and the
test lock hold only what they add to it, so that each package stands in exactly one file.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ADDED_BY = {
    "requirements.lock": ["--extra", "postgres"],
    "requirements-demo.lock": ["--extra", "postgres", "--extra", "demo", "--extra", "scim"],
    "requirements-test.lock": [
        "--extra",
        "postgres",
        "--extra",
        "demo",
        "--extra",
        "scim",
        "--group",
        "test",
    ],
}
ENTRY = re.compile(r"^\S+==.*?(?=^\S|\Z)", re.MULTILINE | re.DOTALL)


def compiled(options: list[str], *, keep: Path, fresh: list[str]) -> list[str]:
    """The entries of one resolution; versions in `keep` stay unless `fresh` asks for new ones."""
    command = ["uv", "pip", "compile", "pyproject.toml", *options, *fresh]
    command += ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-annotate"]
    command += ["--no-header", "--no-emit-index-url", "--no-sources", "--quiet"]
    command += ["--output-file", str(keep)]
    subprocess.run(command, cwd=ROOT, check=True)
    return ENTRY.findall(keep.read_text())


def main(fresh: list[str]) -> None:
    """Pass `--upgrade` or `--upgrade-package NAME` to take newer versions."""
    locks = [ROOT / name for name in ADDED_BY]
    known = "".join(lock.read_text() for lock in locks if lock.exists())
    written: set[str] = set()
    with tempfile.TemporaryDirectory() as folder:
        for lock in locks:
            keep = Path(folder, "all.txt")
            keep.write_text(known)
            entries = compiled(ADDED_BY[lock.name], keep=keep, fresh=fresh)
            added = [entry for entry in entries if entry not in written]
            lock.write_text("".join(added))
            known, fresh = "".join(entries), []
            written.update(entries)
            sys.stdout.write(f"{lock.name}: {len(added)} packages\n")


if __name__ == "__main__":
    main(sys.argv[1:])
