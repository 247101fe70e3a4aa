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
from signing.operations.messages import LetterValue, open_letter, sign_letter
from signing.operations.requests import (
    Subject,
    expire,
    fail,
    forget_label,
    keep_prepared,
    keep_raised,
    keep_signed,
    request_signature,
    withdraw,
    withdraw_waiting,
)
from signing.operations.verdicts import ask_verdict, keep_verdict
from signing.pades.answers import Expected
from signing.pades.laying import lay_out
from signing.pades.places import (
    Align,
    Lock,
    Rect,
    SignatureField,
    Stamp,
    StampKind,
    TextField,
    seal_box,
)

__all__ = [
    "Align",
    "BatchRow",
    "Expected",
    "LetterValue",
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
    "forget_label",
    "hand_over",
    "keep_prepared",
    "keep_raised",
    "keep_signed",
    "keep_verdict",
    "lay_out",
    "open_letter",
    "request_signature",
    "seal_box",
    "sign_batch",
    "sign_letter",
    "sign_value",
    "withdraw",
    "withdraw_waiting",
]
