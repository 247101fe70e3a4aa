"""The SCIM server of the library over the house: one request in, one answer out."""

import hmac
from functools import cache
from typing import Any

import structlog
from scim2_models import (
    ForbiddenException,
    InvalidFilterException,
    PayloadTooLargeException,
    Resource,
    ResponseParameters,
    SCIMException,
    UnauthorizedException,
)
from scim2_server.conditions import Conditions
from scim2_server.handler import ScimHandler
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse
from scim2_server.routing import Operation
from scim2_server.service import ScimService

from office.accounts.policy import Can
from office.errors import Refusal, Throttled
from office.i18n import _
from office.permissions import Actor, require
from personnel.scim import LARGEST_BODY, schemas
from personnel.scim.pace import Pace
from personnel.scim.refusals import error_of
from personnel.scim.storage import House

SCOPE = "scim"
OPEN = frozenset({Operation.service_provider_config})  # told to everybody (RFC 7643 section 5)
READING = frozenset({Operation.query, Operation.search, Operation.search_with_body})

events = structlog.get_logger(__name__)
pace = Pace()


class Service(ScimService):
    """The protocol with what the house does not let from outside."""

    def bulk_failure(self, outcome: dict[str, Any], exception: Exception) -> dict[str, Any]:
        """A defect in one act of many is told to the operator too."""
        if not isinstance(exception, SCIMException):
            events.error("scim_bulk", exc_info=exception)
        return super().bulk_failure(outcome, exception)

    def query_response(
        self,
        base_url: str,
        resource: Resource[Any],
        response_parameters: ResponseParameters[Any],
        conditions: Conditions,
    ) -> ScimResponse:
        """An extension in which nothing is known yet is told as empty, not left out."""
        made = super().query_response(base_url, resource, response_parameters, conditions)
        asked = response_parameters.attributes or response_parameters.excluded_attributes
        if made.body is not None and not asked:
            for urn in type(resource).get_extension_models():
                made.body.setdefault(urn, {})
        return made


@cache
def service(secret: str) -> Service:
    """One for a process; cursors are sealed with a key of their own."""
    key = hmac.digest(secret.encode(), b"scim cursors", "sha256")
    return Service(schemas.provider(), secret=key)


def answer(request: ScimRequest, *, by: Actor | None, token: str, secret: str) -> ScimResponse:
    """What the house says to a request; refusals and defects too."""
    found = service(secret)
    try:
        return _served(found, request, by, token)
    except Refusal as refusal:
        told = found.error_response(error_of(refusal))
        if isinstance(refusal, Throttled):
            told.headers["Retry-After"] = str(refusal.retry_after)
        return told
    except RecursionError:
        return found.error_response(InvalidFilterException())
    except SCIMException as refusal:
        return found.error_response(refusal)


def _served(found: Service, request: ScimRequest, by: Actor | None, token: str) -> ScimResponse:
    if not _is_open(found, request):
        by = _entitled(by)
        pace.take(token)
    operation = found.match(request).operation
    if len(request.body) > LARGEST_BODY:
        raise PayloadTooLargeException
    house = House(by or Actor(), changing=operation not in READING)
    return ScimHandler(found, house).handle(request)


def _is_open(found: Service, request: ScimRequest) -> bool:
    """Who may not ask is told neither which addresses there are nor what they take."""
    try:
        return found.match(request).operation in OPEN
    except SCIMException:
        return False


def _entitled(by: Actor | None) -> Actor:
    if by is None or by.scopes is None:
        raise UnauthorizedException(detail=_("Send the token of an identity system."))
    if SCOPE not in by.scopes:
        raise ForbiddenException(
            detail=_("This token does not carry the scope “%(scope)s”.", scope=SCOPE)
        )
    require(by, Can.READ_ACCOUNTS)
    return by
