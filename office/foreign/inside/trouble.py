"""How a task inside the child says no."""


class Trouble(Exception):
    """The file cannot be worked with; `reason` is a value of `office.foreign.refusals.Reason`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
