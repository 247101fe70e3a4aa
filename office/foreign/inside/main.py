"""What the child does: read its order from stdin, shut itself in, work, leave `result.json`."""

import json
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from office.foreign.inside import jail
from office.foreign.inside.trouble import Trouble

RESULT = "result.json"

# Named, not imported: each task loads its own parsers only.
TASKS = {
    "inspect": ("office.foreign.inside.inspection", "inspect"),
    "page_images": ("office.foreign.inside.images", "page_images"),
    "look": ("office.foreign.inside.looks", "look"),
    "text": ("office.foreign.inside.words", "text"),
    "stamp_words": ("office.foreign.inside.words", "stamp_words"),
    "measures": ("office.foreign.inside.measures", "measures"),
    "destinations": ("office.foreign.inside.pdf", "destinations"),
    "seal": ("office.foreign.inside.images", "seal"),
    "bundle": ("office.foreign.inside.bundle", "bundle"),
    "table": ("office.foreign.inside.tables", "table"),
    "mail": ("office.foreign.inside.mail", "mail"),
    "mail_words": ("office.foreign.inside.mail_words", "mail_words"),
    "letters": ("office.foreign.inside.letters.letter", "letters"),
    "invitation": ("office.foreign.inside.invitations", "invitation"),
    "feedback": ("office.foreign.inside.feedback", "feedback"),
    "join": ("office.foreign.inside.papers", "join"),
    "stamp": ("office.foreign.inside.papers", "stamp"),
    "with_block": ("office.foreign.inside.papers", "with_block"),
    "scan": ("office.foreign.inside.scans", "scan"),
    "bag": ("office.foreign.inside.bags", "read_bag"),
    "rewrite": ("office.foreign.inside.pdf", "rewrite"),
}


def main() -> None:
    """Run one order; a reason it cannot be done is a result too."""
    order = json.loads(sys.stdin.buffer.read())
    if command := order.get("command"):
        jail.become(order["limits"], command, network=jail.Network(order["network"]))
    jail.enter(order["limits"])
    jail.shut_sockets()
    out = Path(order["out"])
    tempfile.tempdir = str(out)
    (out / RESULT).write_text(json.dumps(_answer(order, out)), encoding="utf-8")


def _answer(order: dict[str, Any], out: Path) -> dict[str, Any]:
    module, name = TASKS[order["task"]]
    try:
        task: Callable[..., dict[str, Any]] = getattr(import_module(module), name)
        return {"facts": task(Path(order["source"]), out, **order["options"])}
    except Trouble as trouble:
        return {"reason": trouble.reason}
    except MemoryError:
        return {"reason": "memory"}
