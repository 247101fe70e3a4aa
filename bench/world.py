"""The data sets and readers of one run; each is opened when a part first asks for it."""

from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from bench import readers
from bench.readers import Reader
from bench.server import server
from bench.sets import DOCUMENTS, MAILS, REGISTER, DataSet, Filling, open_set
from bench.sizes import Scale, Size


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
        return self._opened(self.scale.main, DOCUMENTS)

    @cached_property
    def before(self) -> DataSet:
        """The small set to which growth is related."""
        return self._opened(self.scale.before, DOCUMENTS)

    @cached_property
    def server(self) -> str:
        """The address of the PostgreSQL server, with `{}` for the database."""
        return self.stack.enter_context(server(self.folder / "postgres"))

    @cached_property
    def postgres(self) -> DataSet:
        """The large set on PostgreSQL."""
        return self._opened(self.scale.main, DOCUMENTS, self.server)

    @cached_property
    def mail(self) -> DataSet:
        """The large set of mail on SQLite."""
        return self._opened(self.scale.main, MAILS)

    @cached_property
    def mail_before(self) -> DataSet:
        """The small set of mail."""
        return self._opened(self.scale.before, MAILS)

    @cached_property
    def mail_pg(self) -> DataSet:
        """The large set of mail on PostgreSQL."""
        return self._opened(self.scale.main, MAILS, self.server)

    @cached_property
    def register(self) -> DataSet:
        """The register of a province on SQLite."""
        return readers.with_key(self._opened(self.scale.main, REGISTER))

    @cached_property
    def register_pg(self) -> DataSet:
        """The same register on PostgreSQL."""
        return readers.with_key(self._opened(self.scale.main, REGISTER, self.server))

    def _opened(self, size: Size, filling: Filling, postgres: str = "") -> DataSet:
        made = open_set(size, self.folder, filling=filling, postgres=postgres)
        return self.stack.enter_context(made)

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
