"""What a database makes beside its tables: triggers and search structures, kept on the table."""

from collections.abc import Collection
from typing import Any, cast

from sqlalchemy import DDL, Table, event

beside: dict[str, dict[str, tuple[str, ...]]] = {}


def also_create(table: Table, *, sqlite: tuple[str, ...], postgresql: tuple[str, ...]) -> None:
    """Make further things of one database together with a table: triggers, search structures."""
    beside[table.name] = {"sqlite": sqlite, "postgresql": postgresql}
    for name, statements in beside[table.name].items():
        for statement in statements:
            made = cast("Any", DDL)(statement.replace("%", "%%"))
            event.listen(table, "after_create", made.execute_if(dialect=name))


def append_only(table: Table, *, but: Collection[str] = ()) -> None:
    """Let the database itself refuse to change or delete a row of the table.

    The columns named in `but` may be written anew.
    """
    name = table.name
    kept = [column.name for column in table.columns if column.name not in but]
    update = f"UPDATE OF {', '.join(kept)}" if but else "UPDATE"
    also_create(
        table,
        sqlite=tuple(
            f"CREATE TRIGGER {name}_no_{verb.lower().split()[0]} BEFORE {verb} ON {name} "
            f"BEGIN SELECT RAISE(ABORT, '{name} only grows'); END"
            for verb in (update, "DELETE")
        ),
        postgresql=(
            f"""CREATE OR REPLACE FUNCTION {name}_refuse() RETURNS trigger LANGUAGE plpgsql
            AS $$ BEGIN RAISE EXCEPTION '{name} only grows'; END $$""",
            f"""CREATE TRIGGER {name}_no_change BEFORE {update} OR DELETE ON {name}
            FOR EACH ROW EXECUTE FUNCTION {name}_refuse()""",
        ),
    )
