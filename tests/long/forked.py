"""A child process that goes on with something until it is done or a point ends it."""

import os
import traceback
from collections.abc import Callable
from pathlib import Path

from tests.long import armed


def fell(process: str, arms: Path, act: Callable[[], None]) -> bool:
    """Whether the child was ended by a point; what stops it otherwise stands in a file beside."""
    from office.db import db

    db.session.remove()
    db.engine.dispose()
    child = os.fork()
    if child == 0:
        os.setsid()
        os.environ[armed.ARMS] = str(arms)
        status = 1
        try:
            armed.arm(process)
            act()
            status = 0
        except BaseException:  # noqa: BLE001 - the child must never come back into the test
            fault_file(arms).write_text(traceback.format_exc())
        finally:
            os._exit(status)
    _child, status = os.waitpid(child, 0)
    return not os.WIFEXITED(status)


def fault_file(arms: Path) -> Path:
    """Where a child that was not ended says why it could not go on."""
    return arms.parent / "fault"
