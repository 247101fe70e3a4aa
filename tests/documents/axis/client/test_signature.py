"""The proof of who calls, against the vector that the wire description gives."""

import json
from datetime import datetime

from documents.axis.client import signature

VECTOR = (
    '{"XroadVnpt-timestamp":"16102025T112435+0123","XroadVnpt-systemid":"vxp.test.01",'
    '"XroadVnpt-servicetype":"eDoc","XroadVnpt-messagetype":"edoc"}'
)
PROOF = "929aa98b4b2bbe21ee3519fda405c6fd49c6fd1b79256deb945627cf4d8b2610"
AT = datetime.fromisoformat("2025-10-16T11:24:35.123")


def test_the_vector_is_signed_as_described():
    assert signature.sign(VECTOR, secret="test-secret") == PROOF


def test_a_call_is_signed_like_the_vector():
    headers = signature.signed_headers(
        {"servicetype": "eDoc", "messagetype": "edoc"},
        system_id="vxp.test.01",
        secret="test-secret",
        at=AT,
    )
    assert headers["XroadVnpt-sign-header"] == VECTOR
    assert headers["XroadVnpt-hash-header"] == PROOF
    assert headers["XroadVnpt-sign-header-key"] == "timestamp;systemid;servicetype;messagetype"
    assert headers["XroadVnpt-version"] == "3.0.201608"
    assert headers["User-Agent"] == "JAVASDKAgent/1.0.0 XRoad/VPCP"
    for name, value in json.loads(VECTOR).items():
        assert headers[name] == value
