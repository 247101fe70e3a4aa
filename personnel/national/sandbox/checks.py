"""Whether words have the form of the contract."""

import json
from typing import Any

from pydantic import ValidationError

from personnel.national.codes import Code
from personnel.national.sandbox.replies import Problem
from personnel.national.sandbox.shapes.basics import Closed, Meaningless
from personnel.national.sandbox.shapes.events import PERSON, UNIT

_KINDS = frozenset({PERSON, UNIT})


def checked(shape: type[Closed], text: str | bytes, *, is_full: bool = False) -> Any:
    """What was said, kept as it came; of a query with what was left unsaid."""
    try:
        said = shape.model_validate_json(text)
        return said.model_dump(by_alias=True) if is_full else json.loads(text, parse_float=_number)
    except ValidationError as refused:
        found = [dict(one) for one in refused.errors(include_url=False)]
        status = 422 if all(_is_meaningless(one) for one in found) else 400
        errors = [_said(one) for one in found[:20]]
        detail = "the body or the query is not as the contract has it"
        raise Problem(Code.DATA_INVALID, detail, status=status, errors=errors) from refused
    except (ValueError, RecursionError) as fault:
        raise malformed("", "the body is not JSON") from fault


def _number(text: str) -> float:
    """Whole where it is: its canonical form is the same."""
    found = float(text)
    return int(found) if found.is_integer() and abs(found) < 2**53 else found


def _is_meaningless(error: dict[str, Any]) -> bool:
    return isinstance(error.get("ctx", {}).get("error"), Meaningless)


def _said(error: dict[str, Any]) -> dict[str, str]:
    parts = (
        str(part).replace("~", "~0").replace("/", "~1")
        for part in error["loc"]
        if part not in _KINDS
    )
    pointer = "".join(f"/{part}" for part in parts)
    rule = "meaning" if _is_meaningless(error) else str(error["type"])
    said = {"pointer": pointer, "rule": rule, "message": str(error["msg"])}
    return {name: text.encode("utf-8", "replace").decode() for name, text in said.items()}


def malformed(name: str, detail: str) -> Problem:
    """Words that cannot be read at all."""
    errors = [{"pointer": f"/{name}", "rule": "malformed"}]
    return Problem(Code.DATA_INVALID, detail, status=400, errors=errors)
