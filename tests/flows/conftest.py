"""The stories may use the sandbox axis of the documents' tests."""

from tests.documents.conftest import running_sandbox, sandbox

__all__ = ["running_sandbox", "sandbox"]
