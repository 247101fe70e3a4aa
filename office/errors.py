"""What the house says when it says no; `error_pages` makes a page or a problem of it."""

from collections.abc import Mapping
from typing import Any, ClassVar


class Refusal(Exception):
    """A domain rule says no; the whole change is rolled back and nothing is lost.

    `message` says what, `basis` why (law or rule), `who` names who can, `fix` what to do next.
    """

    status: ClassVar[int] = 409
    code: ClassVar[str] = "refused"

    def __init__(
        self, message: object, *, basis: object = None, who: object = None, fix: object = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.basis = basis
        self.who = who
        self.fix = fix

    def problem(self) -> dict[str, Any]:
        """The refusal as RFC 9457 members."""
        members: dict[str, Any] = {
            "type": f"urn:congvu:problem:{self.code}",
            "title": str(self.message),
            "status": self.status,
            "code": self.code,
        }
        extra = {"basis": self.basis, "who": self.who, "fix": self.fix}
        return members | {name: str(text) for name, text in extra.items() if text is not None}


class Forbidden(Refusal):
    """The act is known, but not this official's to do."""

    status = 403
    code = "forbidden"


class StalePage(Forbidden):
    """What was sent bears the token of another session: nothing is wrong with the act itself."""

    code = "stale-page"


class NotFound(Refusal):
    """There is nothing here for this official; says nothing about whether it exists."""

    status = 404
    code = "not-found"


class Conflict(Refusal):
    """Somebody else changed the record in between; both texts are kept."""

    status = 409
    code = "edit-conflict"


class Invalid(Refusal):
    """What was filled in cannot be taken; `fields` says where."""

    status = 422
    code = "invalid"

    def __init__(self, message: object, *, fields: Mapping[str, object] | None = None) -> None:
        super().__init__(message)
        self.fields = dict(fields or {})

    def problem(self) -> dict[str, Any]:
        """Adds the fields and their messages."""
        errors = [{"field": name, "detail": str(text)} for name, text in self.fields.items()]
        return super().problem() | {"errors": errors}


class Throttled(Refusal):
    """Too many tries; `retry_after` in seconds."""

    status = 429
    code = "throttled"

    def __init__(self, message: object, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class SignInNeeded(Refusal):
    """Nobody is signed in."""

    status = 401
    code = "sign-in-needed"


class StepUpNeeded(Refusal):
    """The act asks for a fresh second factor (at most five minutes old)."""

    status = 403
    code = "step-up-needed"
