"""Writes docs/lifecycles.md from the tables of states: `make diagrams`."""

from office.lifecycle import Lifecycle
from tests.house import walk

PAGE = walk.ROOT / "docs" / "lifecycles.md"
HEAD = """# States and moves

Made by `make diagrams` from each package's `lifecycle.py`; a test holds this page to the tables.
"""


def tables():
    """Every table of the house with the name under which it is imported."""
    for name in walk.modules_called("lifecycle"):
        for module in walk.imported(name):
            for word, value in vars(module).items():
                if isinstance(value, Lifecycle) and module.__name__ == name:
                    yield f"{name}.{word}", value


def text():
    drawn = [f"\n## {name}\n\n```mermaid\n{table.diagram()}\n```\n" for name, table in tables()]
    return HEAD + "".join(drawn)


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(text(), encoding="utf-8")
