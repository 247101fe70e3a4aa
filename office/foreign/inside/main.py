"""What a child does with its order: shut itself in, work, leave `result.json`."""

import json
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from office.foreign.inside import jail, nursery
from office.foreign.inside.trouble import Trouble

RESULT = "result.json"

# Named, not imported: nobody but the nursery loads parsers.
PARSERS = ("office.foreign.inside.pdf", "office.foreign.inside.images")
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
    "busy_times": ("office.foreign.inside.busy_times", "busy_times"),
    "feedback": ("office.foreign.inside.feedback", "feedback"),
    "join": ("office.foreign.inside.papers", "join"),
    "stamp": ("office.foreign.inside.papers", "stamp"),
    "with_block": ("office.foreign.inside.papers", "with_block"),
    "scan": ("office.foreign.inside.scans", "scan"),
    "bag": ("office.foreign.inside.bags", "read_bag"),
    "rewrite": ("office.foreign.inside.pdf", "rewrite"),
    "enclosed": ("office.foreign.inside.pdf", "enclosed"),
}


def main() -> None:
    """Fork a child for each order, until whoever gives them ends."""
    nursery.main(run, prepare)


def prepare(order: dict[str, Any]) -> None:
    """Load what an order needs, once for all children; a whole program loads itself."""
    if "task" in order:
        for module in (TASKS[order["task"]][0], *PARSERS):
            import_module(module)
    if "call" in order:
        import_module(order["call"][0])


def run(order: dict[str, Any]) -> None:
    """Do one order inside the walls; a reason it cannot be done is a result too."""
    if command := order.get("command"):
        jail.become(order["limits"], command, network=jail.Network(order["network"]))
    jail.enter(order["limits"])
    jail.shut_sockets()
    out = Path(order["out"])
    tempfile.tempdir = str(out)
    if "call" in order:
        module, name = order["call"]
        getattr(import_module(module), name)(*order["words"])
        return
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
