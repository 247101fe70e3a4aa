"""The data sets and readers of one run; each is opened when a part first asks for it."""

from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from bench import readers
from bench.readers import Reader
from bench.server import server
from bench.sets import DataSet, open_set
from bench.sizes import Scale


@dataclass
class World:
    """What parts measure; leaving it stops whatever was started."""

    scale: Scale
    folder: Path
    stack: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> "World":
        return self

    def __exit__(self, *_: Any) -> None:
        self.stack.close()

    @cached_property
    def main(self) -> DataSet:
        """The large set on SQLite."""
        return self.stack.enter_context(open_set(self.scale.main, self.folder))

    @cached_property
    def before(self) -> DataSet:
        """The small set to which growth is related."""
        return self.stack.enter_context(open_set(self.scale.before, self.folder))

    @cached_property
    def postgres(self) -> DataSet:
        """The large set on PostgreSQL."""
        address = self.stack.enter_context(server(self.folder / "postgres"))
        return self.stack.enter_context(open_set(self.scale.main, self.folder, postgres=address))

    @cached_property
    def light(self) -> Reader:
        """The ordinary official whose inbox is the floor."""
        return readers.light(self.main)

    @cached_property
    def heavy(self) -> Reader:
        """The clerk with a tenth of all documents."""
        return readers.heavy(self.main)

    @cached_property
    def leader(self) -> Reader:
        """The leader of the large agency."""
        return readers.leader(self.main)

    @cached_property
    def light_pg(self) -> Reader:
        """The same official on PostgreSQL."""
        return readers.light(self.postgres)

    @cached_property
    def leader_pg(self) -> Reader:
        """The same leader on PostgreSQL."""
        return readers.leader(self.postgres)
