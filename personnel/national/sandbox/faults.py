"""Switches for what goes wrong on real lines; they are gone after a restart.

`loss` drops the answer after the call was carried out, `silent` drops the call before; `reject` and
`conflict` strike single events and are counted by group, all others by call.
"""

import random
import threading
from typing import Any

KINDS = (
    "async",
    "conflict",
    "delay_ms",
    "duplicate",
    "error_500",
    "loss",
    "maintenance",
    "reject",
    "silent",
    "slow_down",
)


class Faults:
    """Per kind and call (or ``*``): a whole number is a count, a fraction below 1 a probability."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rules: dict[str, dict[str, float]] = {}

    def set(self, rules: dict[str, Any]) -> None:
        """Replace all switches; anything not understood is refused whole."""
        if unknown := set(rules) - set(KINDS):
            raise ValueError(f"unknown faults: {', '.join(sorted(unknown))}")
        cleaned = {kind: _per_call(rule) for kind, rule in rules.items()}
        with self._lock:
            self._rules = cleaned

    def shown(self) -> dict[str, dict[str, float]]:
        with self._lock:
            return {kind: dict(rule) for kind, rule in self._rules.items()}

    def delay(self, call: str) -> float:
        """Seconds to wait before the call is carried out."""
        rule = self._rules.get("delay_ms", {})
        return rule.get(call, rule.get("*", 0)) / 1000

    def strikes(self, kind: str, call: str) -> bool:
        """Whether the fault happens now; counts go down."""
        with self._lock:
            rule = self._rules.get(kind, {})
            name = call if call in rule else "*"
            amount = rule.get(name, 0)
            if amount >= 1:
                rule[name] = amount - 1
                return True
        return random.random() < amount  # noqa: S311  # a fault, not a secret


def _per_call(rule: Any) -> dict[str, float]:
    """A bare number holds for every call."""
    if isinstance(rule, dict):
        return {str(call): float(amount) for call, amount in rule.items()}
    return {"*": float(rule)}
