"""What packages let `office doctor` look at besides its own: a name and the faults it finds."""

from collections.abc import Callable, Iterator

Check = Callable[[], Iterator[str]]

checks: dict[str, Check] = {}


def looked_at(name: str) -> Callable[[Check], Check]:
    """Register what is looked at under a name; each line it gives is a fault."""

    def keep(check: Check) -> Check:
        checks[name] = check
        return check

    return keep
