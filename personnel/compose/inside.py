"""The child's part: fill a .docx template in a sandbox of its own, within the walls of the jail."""

import json
import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined, TemplateError, UndefinedError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from personnel.compose.words import left_out_line

PHOTO_MM = (40, 60)
LONGEST = 200
QUOTED = re.compile(r"'([^']*)'")


class Reader(ImmutableSandboxedEnvironment):
    """Keeps which names stand in what it has read, of rows with the name that is gone over."""

    def __init__(self) -> None:
        super().__init__(undefined=StrictUndefined, autoescape=True)
        self.asked: set[str] = set()

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        self.asked |= set(_asked(tree))
        return tree


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
    environment = Reader()
    used = sorted(template.get_undeclared_template_variables(environment))
    left_out = _left_out(told["hidden"], used)
    words = dict(told["words"]) | {"left_out": left_out, "photo": _photo(template, told["photo"])}
    template.render(words, environment, autoescape=True)
    if left_out and "left_out" not in used:
        template.docx.add_paragraph(left_out)
    template.save(made)
    return {"used": used, "asked": sorted(environment.asked)}


def _asked(tree: nodes.Template) -> Iterator[str]:
    """Names and their fields: `agency`, `identity.full_name`, `pay_history.coefficient`."""
    loops = [
        (one, one.target.name, _root(one.iter))
        for one in tree.find_all(nodes.For)
        if isinstance(one.target, nodes.Name)
    ]
    turned = {"loop"} | {target for _loop, target, _name in loops}
    for loop, target, name in loops:
        yield from (f"{name}.{one.attr}" for one in _fields(loop) if _root(one.node) == target)
    yield from (one.name for one in tree.find_all(nodes.Name) if one.name not in turned)
    roots = ((_root(one.node), one.attr) for one in _fields(tree))
    yield from (f"{name}.{said}" for name, said in roots if name not in turned)


def _fields(tree: nodes.Node) -> Iterator[nodes.Getattr]:
    return tree.find_all(nodes.Getattr)


def _root(node: nodes.Node) -> str:
    """The name that something is taken from; of a filtered list the list."""
    named = node if isinstance(node, nodes.Name) else node.find(nodes.Name)
    return named.name if named else ""


def _left_out(hidden: Mapping[str, str], used: list[str]) -> str:
    return left_out_line(list(dict.fromkeys(hidden[name] for name in used if name in hidden)))


def _photo(template: DocxTemplate, data: str) -> Any:
    if not data:
        return ""
    wide, high = PHOTO_MM
    return InlineImage(template, BytesIO(b64decode(data)), width=Mm(wide), height=Mm(high))
