"""The house's refusals in the words of RFC 7644 section 3.12."""

from collections.abc import Iterator
from contextlib import contextmanager

from scim2_models import (
    ConflictException,
    Error,
    ForbiddenException,
    InvalidValueException,
    NotFoundException,
    SCIMException,
    UniquenessException,
)
from sqlalchemy.exc import DataError, IntegrityError

from office.db import beyond_measure
from office.errors import Forbidden, Invalid, NotFound, Refusal, Throttled
from office.i18n import _

KINDS: tuple[tuple[type[Refusal], type[SCIMException]], ...] = (
    (Forbidden, ForbiddenException),
    (NotFound, NotFoundException),
    (Invalid, InvalidValueException),
    (Refusal, ConflictException),
)


@contextmanager
def in_scim_words() -> Iterator[None]:
    """What the house refuses leaves it as a SCIM error, with its reason."""
    try:
        yield
    except Refusal as refusal:
        raise error_of(refusal) from refusal
    except (DataError, OverflowError) as fault:
        raise error_of(beyond_measure()) from fault
    except IntegrityError as fault:
        raise UniquenessException(detail=_("Somebody else took this name just now.")) from fault


def error_of(refusal: Refusal) -> SCIMException:
    """What, why and what to do, in one line."""
    said = [refusal.message, refusal.basis, refusal.who, refusal.fix]
    detail = " ".join(str(part) for part in said if part)
    if isinstance(refusal, Throttled):
        return SCIMException.from_error(Error(status=refusal.status, detail=detail))
    made = next(scim for house, scim in KINDS if isinstance(refusal, house))
    return made(detail=detail)
