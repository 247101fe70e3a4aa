"""The form source of a draft: what its fields hold and what is made of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from documents import queries
from documents.forms import type_fields
from documents.forms.choices import chosen_desk, signers, type_options, urgency_of
from documents.models import AxisAgency, Document, Draft
from documents.operations.receivers import recipient_of
from office import clock, search
from office.db import db
from office.errors import Invalid
from office.i18n import _
from office.typed import whole
from office.units import queries as units

LINES = ("addressees", "legal_basis", "copies", "contact")
MOST_OFFERED = 300


def values_of(document: Document, draft: Draft) -> dict[str, str]:
    """The saved text as the fields show it: lists are one line each."""
    content = draft.content
    lines = {name: "\n".join(content.get(name, ())) for name in LINES}
    chosen = [one.value for one in signers(document) if one.desk_id == draft.signer_desk_id]
    return (
        lines
        | type_fields.values_of(content)
        | {
            "type_code": document.type_code,
            "subject": document.subject,
            "body": content.get("body", ""),
            "urgency": document.urgency.value,
            "signer": chosen[0] if chosen else "",
            "revision": str(draft.revision),
        }
    )


def content_of(document: Document, typed: "MultiDict[str, str]") -> dict[str, Any]:
    """Read the editor; what must not be empty is said at its field."""
    subject = typed.get("subject", "").strip()
    type_code = typed.get("type_code", "")
    if not subject:
        raise Invalid(_("The subject is missing."), fields={"subject": _("Fill in the subject.")})
    if type_code not in dict(type_options()):
        raise Invalid(_("The type is missing."), fields={"type_code": _("Choose one of the list.")})
    content: dict[str, Any] = {name: lines_of(typed.get(name, "")) for name in LINES}
    content |= type_fields.content_of(type_code, typed, whole="onward" in typed)
    return content | {
        "type_code": type_code,
        "subject": subject,
        "body": typed.get("body", "").replace("\r\n", "\n"),
        "urgency": urgency_of(typed.get("urgency", "")).value,
        "recipients": recipients_of(typed),
        "signer_desk_id": _signer(document, typed),
    }


def _signer(document: Document, typed: Mapping[str, str]) -> int | None:
    value = typed.get("signer", "")
    return chosen_desk(value, signers(document), field="signer") if value else None


def lines_of(text: str) -> list[str]:
    """One entry a line, empty ones left out."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def revision_of(typed: Mapping[str, str]) -> int | None:
    """Which text the editor began from; it guards two who edit at once."""
    return whole(typed.get("revision", ""))


# --------------------------------------------------------------------------- receivers


def recipients_of(typed: "MultiDict[str, str]") -> list[str]:
    """The codes of the chosen receivers: ticked ones and those named in the field."""
    named = code_named(typed.get("recipient", ""))
    return list(dict.fromkeys([*typed.getlist("recipients"), *named]))


def code_named(text: str) -> list[str]:
    """The code at the end of what the list of agencies offers: "Sở Y tế · H99.05"."""
    wanted = text.strip()
    if not wanted:
        return []
    code = wanted.rpartition("·")[2].strip()
    known = {row[0] for row in offered_receivers(wanted)} | {row[0] for row in offered_receivers()}
    if code in known:
        return [code]
    hits = [row[0] for row in offered_receivers(wanted)]
    if len(hits) == 1:
        return hits
    raise Invalid(
        _("This receiver is not known."),
        fields={"recipient": _("Choose an agency of the list, or write its code.")},
    )


def offered_receivers(words: str = "") -> list[tuple[str, str]]:
    """Code and name of agencies: those of this installation, then the axis' address book."""
    today = clock.today()
    local = [(units.organ_id(node.unit_id, today), node.name) for node in units.agencies(today)]
    codes = {code for code, _name in local}
    listed = [(row.code, row.name) for row in _listed(words) if row.code not in codes]
    folded = search.fold(words.rpartition("·")[0] or words).split()
    return [row for row in [*local, *listed] if row[0] and _fits(row, folded)][:MOST_OFFERED]


def _listed(words: str) -> Sequence[AxisAgency]:
    if words:
        return list(db.session.scalars(select(AxisAgency).where(AxisAgency.is_listed)))
    return queries.address_book()


def _fits(row: tuple[str, str], folded: Sequence[str]) -> bool:
    text = search.fold(" ".join(row))
    return all(word in text for word in folded)


def names_of(codes: Sequence[str]) -> list[tuple[str, str]]:
    """Code and name of receivers that are already chosen."""
    names = dict(offered_receivers())
    return [(code, names.get(code) or recipient_of(code).name) for code in codes]
