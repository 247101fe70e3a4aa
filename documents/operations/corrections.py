"""Correcting what was entered: the former words stay beside the new ones in log and audit."""

from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any

from documents.models import Document, Duty, Urgency
from documents.operations.desk_work import log, open_duties, refresh_lists
from documents.operations.intake import type_code
from documents.operations.kept_numbers import number_entry
from documents.operations.limits import present_by
from documents.operations.numbers import refuse_closed
from documents.policy import Can
from office import audit, search
from office.db import operation
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import Actor, require


@dataclass(frozen=True)
class Correction:
    """The entries of the register as they ought to be."""

    type_name: str
    symbol: str
    issuer_name: str
    issued_on: date | None
    signer_name: str
    subject: str
    urgency: Urgency


@operation
def correct_registration(
    document: Document, correction: Correction, reason: str, *, by: Actor
) -> None:
    """Mend the entry of a registered document (sửa thông tin đăng ký)."""
    require(by, Can.REGISTER, document)
    _refuse_unfit(document, correction, reason)
    _refuse_signed_line(document)
    changes = _changes(document, correction)
    if not changes:
        raise Invalid(_("Nothing was changed."), fields={"subject": _("Change what is wrong.")})
    for name in changes:
        setattr(document, name, getattr(correction, name))
    document.type_code = type_code(document.type_name)
    audit.record("incoming.correct", document, by=by, reason=reason, changes=changes)
    log(document, "incoming.correct", by=by, text=reason, changes=changes)
    if "urgency" in changes:
        _count_limit_anew(document)
    refresh_lists(document)
    search.request_index("document", document.id)


def _refuse_unfit(document: Document, correction: Correction, reason: str) -> None:
    if not document.is_incoming or document.arrival_no is None:
        raise Refusal(
            _("Only what stands in the register of arrivals is corrected here."),
            fix=_("Before registration the entries are simply changed in its form."),
        )
    wrong = {
        name: words
        for name, value, words in (
            ("subject", correction.subject, _("Fill in the subject.")),
            ("issuer", correction.issuer_name, _("Fill in who issued it.")),
            ("text", reason.strip(), _("Say it in one sentence.")),
        )
        if not value
    }
    if wrong:
        raise Invalid(_("Some fields are missing."), fields=wrong)


def _refuse_signed_line(document: Document) -> None:
    entry = number_entry(document)
    if entry:
        refuse_closed(entry)


def _changes(document: Document, correction: Correction) -> dict[str, list[str]]:
    pairs = (
        (field.name, getattr(document, field.name), getattr(correction, field.name))
        for field in fields(correction)
    )
    return {name: [_text(old), _text(new)] for name, old, new in pairs if old != new}


def _text(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else str(value or "")


def _count_limit_anew(document: Document) -> None:
    for routing in open_duties(document, Duty.PRESENT):
        routing.due_at = present_by(document)
