"""What the page asks about a copy."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from werkzeug.datastructures import FileStorage, MultiDict

from documents.forms import choices, uploads
from documents.models import CopyKind, Document, FileRole, Medium, Source
from documents.operations import Wish
from documents.operations.copying import copy_signers
from office.db import db
from office.errors import Invalid
from office.foreign.kinds import Kind
from office.i18n import _
from office.typed import whole
from office.units.models import Desk

ChoiceT = TypeVar("ChoiceT", bound=StrEnum)


def wish_of(
    document: Document, typed: Mapping[str, str], files: "MultiDict[str, FileStorage]"
) -> Wish:
    """The wish as it was typed; a scan is checked and stored only where one is needed."""
    kind = _chosen(CopyKind, typed, "kind")
    signer = choices.chosen_desk(
        typed.get("signer", ""), signers_for(document, kind), field="signer"
    )
    return Wish(
        kind=kind,
        made_from=_chosen(Medium, typed, "made_from"),
        made_as=_chosen(Medium, typed, "made_as"),
        held_as=typed.get("held_as", ""),
        signer_desk_id=signer,
        purpose=typed.get("purpose", ""),
        send_to=typed.get("send_to", "").strip(),
        sheets=whole(typed.get("sheets", "1")) or 0,
        extract=typed.get("extract", ""),
        scan_sha256=_scan(files),
    )


def _chosen(kind: type[ChoiceT], typed: Mapping[str, str], field: str) -> ChoiceT:
    try:
        return kind(typed.get(field, ""))
    except ValueError:
        words = _("Choose one of the list.")
        raise Invalid(words, fields={field: words}) from None


def _scan(files: "MultiDict[str, FileStorage]") -> str:
    sent = files.get("scan")
    if sent is None or not sent.filename:
        return ""
    return uploads.new_file(sent, "scan", (Kind.PDF,), FileRole.MAIN).sha256


def signers_for(document: Document, kind: CopyKind) -> list[choices.DeskChoice]:
    """Who may sign copies of a form in the agency that holds the document."""
    ids = list(dict.fromkeys(row.desk_id for row in copy_signers(document.agency_id, kind)))
    return choices.desk_choices(filter(None, (db.session.get(Desk, one) for one in ids)))


def held_on(document: Document) -> Medium:
    """On what the document came: papers are entered by the clerk."""
    is_paper = document.source in (Source.UPLOAD, Source.IMPORTED)
    return Medium.PAPER if is_paper else Medium.ELECTRONIC
