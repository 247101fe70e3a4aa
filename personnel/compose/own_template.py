"""The official template that an administrator loads: tried at the door, filled for one record.

Both happen in the child that works on foreign files: a .docx from outside is never opened here.
"""

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from office.errors import Refusal
from office.foreign import conversion
from office.foreign.child import Limits, run_jailed
from office.foreign.kinds import Kind
from office.foreign.reading import inspect
from office.foreign.refusals import ForeignFileRefused, Reason
from office.foreign.uploads import refuse_faults
from office.i18n import _, _l
from personnel.compose.facts import FormRecord
from personnel.compose.inside import main
from personnel.compose.placeholders import context, hidden_labels, sample

LIMITS = Limits(seconds=40, cpu_seconds=30, memory_mb=1024, file_mb=64)
LARGEST_ANSWER = 1 << 20
SIZE_LIMIT = 20 << 20
SEE_LIST = _l("Compare it with the list of placeholders and load the template again.")


class TemplateRefused(Refusal):
    """The template can be read but not filled."""

    status = 422
    code = "template"


@dataclass(frozen=True)
class _Filled:
    data: bytes
    used: tuple[str, ...]
    asked: tuple[str, ...]


def check_template(template: bytes) -> tuple[str, ...]:
    """Try a template on a record in which every placeholder has words; the names that stand in it.

    One that is broken, brings macros or asks for what no record has is refused.
    """
    found = _filled(template, {"words": sample(), "hidden": {}, "photo": ""})
    if not found.used:
        raise TemplateRefused(
            _("The template has no placeholders: every paper made from it would be empty."),
            fix=SEE_LIST,
        )
    return found.asked


def fill_template(template: bytes, record: FormRecord) -> bytes:
    """The template with the words of one record, as .docx.

    What the reader may not see stays dots; where the template has no place for the line that says
    so, the line stands at the end.
    """
    photo = b64encode(record.photo).decode()
    told = {"words": context(record), "hidden": hidden_labels(record), "photo": photo}
    return _filled(template, told).data


def template_pdf(template: bytes, record: FormRecord) -> bytes:
    """The filled template as PDF/A, where the host has a program that converts; seconds of work."""
    program = conversion.needed()
    with TemporaryDirectory(prefix="form-", ignore_cleanup_errors=True) as folder:
        source = Path(folder) / "form.docx"
        source.write_bytes(fill_template(template, record))
        return conversion.converted(program, source).read_bytes()


def _filled(template: bytes, told: Mapping[str, Any]) -> _Filled:
    if len(template) > SIZE_LIMIT:
        raise ForeignFileRefused(Reason.TOO_LARGE)
    with TemporaryDirectory(prefix="form-", ignore_cleanup_errors=True) as folder:
        out = Path(folder)
        source, made = out / "template.docx", out / "made.docx"
        source.write_bytes(template)
        refuse_faults(inspect(source), Kind.DOCX)
        words = [str(source), json.dumps(told), str(made), str(out / "answer.json")]
        run_jailed(
            {"call": [main.__module__, main.__name__], "words": words}, out=out, limits=LIMITS
        )
        answer = _answer(out / "answer.json")
        return _Filled(made.read_bytes(), tuple(answer["used"]), tuple(answer["asked"]))


def _answer(path: Path) -> dict[str, Any]:
    """What the child says; one that says nothing fell over the file."""
    if path.is_symlink() or not path.is_file() or path.stat().st_size > LARGEST_ANSWER:
        raise ForeignFileRefused(Reason.CRASHED)
    answer: dict[str, Any] = json.loads(path.read_bytes())
    if unknown := answer.get("unknown"):
        raise TemplateRefused(
            _("The template asks for “%(name)s”, which no record has.", name=unknown), fix=SEE_LIST
        )
    if wrong := answer.get("wrong"):
        raise TemplateRefused(
            _("A placeholder of the template is written wrong: %(reason)s", reason=wrong),
            fix=SEE_LIST,
        )
    return answer
