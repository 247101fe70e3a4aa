"""Time-stamp tokens (RFC 3161) through a sender that is handed in; no connection is opened here."""

# The PDF library is half typed.
# mypy: disable-error-code="no-untyped-call"

from asn1crypto import tsp
from pyhanko.sign.general import SigningError
from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError

from signing.pades.beliefs import Sender

SILENT = (
    OSError,
    TimestampRequestError,
    SigningError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,  # the library stumbles over a wrong nonce
)
"""What a silent, slow or broken authority looks like."""


class SentTimeStamper(TimeStamper):
    """A time-stamp authority behind a sender."""

    def __init__(self, send: Sender) -> None:
        super().__init__()
        self._send = send

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        return tsp.TimeStampResp.load(self._send(req.dump()))
