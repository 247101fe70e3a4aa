"""Whether a recording is really written: two settings of Janus can make it silently empty."""

from collections.abc import Mapping
from dataclasses import dataclass, field

LOOK_AFTER = 5.0


@dataclass
class Growth:
    """Looks at the open files of one room; moments are seconds of any steady clock."""

    sizes: Mapping[str, int] = field(default_factory=dict)
    grew_at: float | None = None

    def look(self, sizes: Mapping[str, int], *, senders: int, now: float) -> bool:
        """Whether all is well: nobody sends, or some file grew within five seconds."""
        has_grown = any(size > self.sizes.get(name, 0) for name, size in sizes.items())
        if self.grew_at is None or has_grown or not senders:
            self.grew_at = now
        self.sizes = dict(sizes)
        return now - self.grew_at < LOOK_AFTER
