"""What all sessions of a process share."""

import json
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mail.smtp.body import BareLineEnds
from mail.smtp.gate import Gate
from mail.smtp.house import Asking
from mail.smtp.intake.writing import Intake
from office.config import write_private

if TYPE_CHECKING:
    from mail.smtp.line import Line

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, times in seconds."""

    size: int = 50 * MIB
    idle: float = 300.0
    session: float = 1800.0
    mail: float = 4 * 3600.0
    least_rate: float = 1024.0
    rate_after: float = 60.0
    failed_logins: int = 3
    faults: int = 20
    mails: int = 1_000_000
    bare: BareLineEnds = BareLineEnds.REFUSE


def _nobody(_event: str, **_fields: Any) -> None:
    pass


@dataclass(slots=True)
class Post:
    """One process: its name in the greeting, its limits, its intake, its open sessions."""

    hostname: str
    intake: Intake
    asking: Asking
    gate: Gate
    limits: Limits = field(default_factory=Limits)
    tell: Callable[..., None] = _nobody
    sessions: "set[Line]" = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    counts_file: Path | None = None
    _told: Counter[str] = field(default_factory=Counter)

    def tell_counts(self) -> None:
        """Write down what was counted since the start, if anything was, for monitoring."""
        if self.counts_file is None or self.counts == self._told:
            return
        self._told = self.counts.copy()
        with suppress(OSError):
            write_private(self.counts_file, json.dumps(self._told))
