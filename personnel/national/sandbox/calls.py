"""One call after all guards: who asks for what with which words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from personnel.national.sandbox.register import Caller, Register


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What a route works on."""

    register: Register
    caller: Caller
    path: Mapping[str, str] = field(default_factory=dict)
    query: dict[str, Any] = field(default_factory=dict)
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
