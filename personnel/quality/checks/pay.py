"""V06, V13: pay beside its scale, and beside discipline."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise

from personnel.quality.facts import Facts
from personnel.quality.shapes import Problem
from personnel.record import days
from personnel.record.timeline import Row


def coefficients(facts: Facts) -> Iterator[Problem]:
    """V06: each row of pay has the coefficient that its scale has for its step on that day."""
    for row in facts.history("pay"):
        due, step = facts.pay.get(row.uid), row.values.get("step")
        if due is None or step is None:
            continue
        if due.coefficient is None:
            words = {"step": str(step), "steps": str(due.steps)}
            yield Problem("step", "pay", "step", row.uid, words)
        elif Decimal(row.values.get("coefficient", "0")) != due.coefficient:
            words = {"due": f"{due.coefficient}", "step": str(step)}
            yield Problem("coefficient", "pay", "coefficient", row.uid, words)


def discipline(facts: Facts) -> Iterator[Problem]:
    """V13: the form fits category and date; no raise, no reward while it delays them."""
    raises = list(_raises(facts.history("pay")))
    for row in facts.history("discipline"):
        if not facts.forms_allowed.get(row.uid, True):
            yield Problem("form", "discipline", "form", row.uid)
        ends = _extends_to(facts, row)
        for other in (*raises, *facts.history("reward")):
            if row.valid_from <= other.valid_from < ends:
                words = {"day": days.said(ends.isoformat())}
                yield Problem(other.group, other.group, "", other.uid, words)


def _extends_to(facts: Facts, row: Row) -> date:
    """As the law engine says; without it until the effect of the discipline ends."""
    known = facts.extension_ends.get(row.uid)
    if known:
        return known
    written = row.values.get("effect_ends")
    return date.fromisoformat(written) if written else row.valid_from


def _raises(rows: list[Row]) -> Iterator[Row]:
    """Rows of pay in which the step is higher than before in the same scale."""
    for before, row in pairwise(rows):
        same = before.values.get("scale") == row.values.get("scale")
        if same and (row.values.get("step") or 0) > (before.values.get("step") or 0):
            yield row
