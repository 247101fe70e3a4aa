"""Whether words have the form of the contract."""

import json
from typing import Any

from pydantic import ValidationError

from personnel.national.codes import Code
from personnel.national.sandbox.replies import Problem
from personnel.national.sandbox.shapes.basics import MEANING, Closed


def checked(shape: type[Closed], text: str | bytes, *, is_full: bool = False) -> Any:
    """What was said, kept as it came; of a query with what was left unsaid."""
    try:
        found = shape.model_validate_json(text)
        return found.model_dump(by_alias=True) if is_full else json.loads(text, parse_float=_number)
    except ValidationError as refused:
        kinds = {one["type"] for one in refused.errors(include_url=False)}
        status = 422 if kinds == {MEANING} else 400
        errors = [_said(dict(one)) for one in refused.errors(include_url=False)[:20]]
        detail = "the body or the query is not as the contract has it"
        raise Problem(Code.DATA_INVALID, detail, status=status, errors=errors) from refused
    except (ValueError, RecursionError) as fault:
        raise malformed("", "the body is not JSON") from fault


def _number(text: str) -> float:
    """Whole where it is: its canonical form is the same."""
    found = float(text)
    return int(found) if found.is_integer() and abs(found) < 2**53 else found


def _said(error: dict[str, Any]) -> dict[str, str]:
    parts = (str(part).replace("~", "~0").replace("/", "~1") for part in error["loc"])
    pointer = "".join(f"/{part}" for part in parts)
    said = {"pointer": pointer, "rule": error["type"], "message": error["msg"]}
    return {name: text.encode("utf-8", "replace").decode() for name, text in said.items()}


def malformed(name: str, detail: str) -> Problem:
    """Words that cannot be read at all."""
    errors = [{"pointer": f"/{name}", "rule": "malformed"}]
    return Problem(Code.DATA_INVALID, detail, status=400, errors=errors)
