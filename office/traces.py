"""Letting the database forget: what is deleted is overwritten, former versions are dropped."""

import time
from itertools import product
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from office.db import db, is_sqlite, writable

LOOKS, PAUSE = 20, 0.1
MARK = "SELECT CAST(pg_snapshot_xmax(pg_current_snapshot()) AS text)"
# A former version stays in the table as long as a snapshot or writer of this database is older than
# its end. Writers of other databases of the server do not matter: the first, plain VACUUM takes no
# notice of them; what it leaves is all that the second one copies.
OLDER = """SELECT EXISTS (
    SELECT 1 FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND greatest(age(backend_xid), age(backend_xmin)) > age(CAST(CAST(:mark AS xid8) AS xid)))"""
STEPS = ("VACUUM (FREEZE)", "VACUUM FULL")


def overwrite_deleted() -> None:
    """What the open operation deletes is overwritten in the file, not only taken off its lists."""
    if is_sqlite():
        db.session.execute(text("PRAGMA secure_delete=ON"))


def wipe_traces(*tables: Any) -> None:
    """Drop former versions of rows that the database still keeps; for jobs, in no transaction.

    Raises `SQLAlchemyError` while others read: to be tried again.
    """
    if is_sqlite():
        _empty_journal()
        return
    direct = db.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    with writable(), direct as connection:
        _await_readers(connection)
        connection.execute(text("SET lock_timeout = '2s'"))
        try:
            for step, table in product(STEPS, tables):
                connection.execute(text(f"{step} {table.__tablename__}"))
        finally:
            connection.execute(text("RESET lock_timeout"))


def _await_readers(connection: Connection) -> None:
    mark = connection.scalar(text(MARK))
    for _look in range(LOOKS):
        if not connection.scalar(text(OLDER), {"mark": mark}):
            return
        time.sleep(PAUSE)
    raise OperationalError("VACUUM", None, RuntimeError("others read"))


def _empty_journal() -> None:
    connection = db.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy, *_pages = cursor.fetchone() or (1,)
        cursor.close()
    finally:
        connection.close()
    if busy:
        raise OperationalError("wal_checkpoint", None, RuntimeError("others read"))
