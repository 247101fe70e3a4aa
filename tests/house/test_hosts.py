"""The product names no package registry and no path of anybody's machine."""

import re

from tests.house import walk

REGISTRIES = (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("debian", "org"))
HOSTS = "|".join(rf"\b{name}\.{end}\b" for name, end in REGISTRIES)
MACHINES = "|".join(rf"(?<![\w.~-])/{folder}/\w" for folder in ("work", "root", "home", "Users"))
BARRED = re.compile(f"{HOSTS}|{MACHINES}")
BINARY = {".pdf", ".png", ".docx", ".zip", ".woff2", ".ico"}


def lines():
    for path in walk.tracked():
        if path.suffix not in BINARY:
            text = path.read_text(encoding="utf-8", errors="replace")
            yield from ((path, number, line) for number, line in enumerate(text.split("\n"), 1))


def test_no_registry_and_no_machine_is_named():
    found = [
        f"{walk.name_of(path)}:{number}" for path, number, line in lines() if BARRED.search(line)
    ]
    assert not found, walk.listing(found)
