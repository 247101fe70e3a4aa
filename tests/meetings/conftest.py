"""The demonstration authority for those who sign minutes."""

from tests.signing.conftest import pki, pki_server

__all__ = ["pki", "pki_server"]
