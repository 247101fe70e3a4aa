"""The verbs of signing, and the plain types that they are given."""

from signing.models import SigningRequest
from signing.operations.certificates import (
    believe,
    change_pin,
    close_certificate,
    enrol,
    hand_over,
)
from signing.operations.keys import BatchRow, sign_batch, sign_value
from signing.operations.requests import (
    Subject,
    expire,
    fail,
    keep_prepared,
    keep_raised,
    keep_signed,
    request_signature,
    withdraw,
)
from signing.operations.verdicts import ask_verdict, keep_verdict
from signing.pades.fields import Align, Lock, Rect, SignatureField, TextField, seal_box
from signing.pades.fields import add_fields as lay_out
from signing.pades.stamps import Stamp, StampKind
from signing.pades.verdict import Expected

__all__ = [
    "Align",
    "BatchRow",
    "Expected",
    "Lock",
    "Rect",
    "SignatureField",
    "SigningRequest",
    "Stamp",
    "StampKind",
    "Subject",
    "TextField",
    "ask_verdict",
    "believe",
    "change_pin",
    "close_certificate",
    "enrol",
    "expire",
    "fail",
    "hand_over",
    "keep_prepared",
    "keep_raised",
    "keep_signed",
    "keep_verdict",
    "lay_out",
    "request_signature",
    "seal_box",
    "sign_batch",
    "sign_value",
    "withdraw",
]
