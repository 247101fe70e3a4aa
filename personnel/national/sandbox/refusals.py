"""An event that is not applied."""

from collections.abc import Callable
from typing import Any

from personnel.national.codes import Ack, Code

Fault = dict[str, str]


class Refused(Exception):
    """Carries the answer; `then` is done after everything of the event was taken back."""

    def __init__(
        self,
        code: Code,
        *errors: Fault,
        ack: Ack = Ack.REJECTED,
        then: Callable[[], dict[str, Any]] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(code)
        self._then = then
        self.said: dict[str, Any] = {"ack": ack, "code": code, **more}
        if errors:
            self.said["errors"] = list(errors)

    def afterwards(self) -> dict[str, Any]:
        return self._then() if self._then else {}


def fault(pointer: str, rule: str, message: str = "") -> Fault:
    """One member that is wrong."""
    said = {"pointer": pointer, "rule": rule}
    return {**said, "message": message} if message else said
