"""Alembic's entrance: one connection, made by `office.migrations`, inside its transaction."""

from alembic import context

from office.db import Base
from office.migrations.filters import is_ours, rendered

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    include_object=is_ours,
    render_as_batch=True,
    render_item=rendered,
    compare_type=True,
)
context.run_migrations()
