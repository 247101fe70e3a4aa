"""The child's part: fill a .docx template in a sandbox of its own, within the walls of the jail."""

import json
import re
from base64 import b64decode
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined, TemplateError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from personnel.compose.words import left_out_line

PHOTO_MM = (40, 60)
LONGEST = 200
QUOTED = re.compile(r"'([^']*)'")


def main(source: str, told: str, made: str, answer: str) -> None:
    """Fill one template and leave the paper, or say why it cannot be filled."""
    try:
        said = _fill(source, json.loads(told), made)
    except UndefinedError as error:
        said = {"unknown": QUOTED.findall(str(error))[-1]}
    except (TemplateError, TypeError, ValueError) as error:
        said = {"wrong": str(error)[:LONGEST]}
    Path(answer).write_text(json.dumps(said), encoding="utf-8")


def _fill(source: str, told: Mapping[str, Any], made: str) -> dict[str, Any]:
    template = DocxTemplate(source)
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    used = sorted(template.get_undeclared_template_variables(environment))
    left_out = _left_out(told["hidden"], used)
    words = dict(told["words"]) | {"left_out": left_out, "photo": _photo(template, told["photo"])}
    template.render(words, environment, autoescape=True)
    if left_out and "left_out" not in used:
        template.docx.add_paragraph(left_out)
    template.save(made)
    return {"used": used}


def _left_out(hidden: Mapping[str, str], used: list[str]) -> str:
    return left_out_line(list(dict.fromkeys(hidden[name] for name in used if name in hidden)))


def _photo(template: DocxTemplate, data: str) -> Any:
    if not data:
        return ""
    wide, high = PHOTO_MM
    return InlineImage(template, BytesIO(b64decode(data)), width=Mm(wide), height=Mm(high))
