"""New drafts from former texts: templates of one's own or of the unit, and issued documents."""

from typing import Any

from sqlalchemy import func, select

from documents.models import (
    Document,
    DocumentState,
    Draft,
    DraftSource,
    DraftTemplate,
)
from documents.operations.beginnings import Beginning
from documents.operations.desk_work import log
from documents.operations.draft_files import without_spots
from documents.operations.drafting import draft_of, start_draft
from documents.policy.drafting import Can
from office import audit, clock
from office.db import db, new_uid, operation
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import Actor, require

LONGEST_NAME, MOST = 120, 200
FINISHED = {DocumentState.ISSUED, DocumentState.REPLACED}
PERSONAL = {"signer_desk_id", "docx_name"}


@operation
def keep_template(
    document: Document, name: str, *, unit_id: int | None = None, by: Actor
) -> DraftTemplate:
    """Keep the present text of a draft under a name, to begin from it another time (mẫu)."""
    require(by, Can.USE_TEMPLATES)
    require(by, Can.READ_VERSIONS, document)
    require(by, Can.SHARE_TEMPLATE, unit_id)
    _refuse_closed(document)
    _refuse_too_many(by)
    draft = draft_of(document)
    template = DraftTemplate(
        uid=new_uid(),
        person_id=by.person_id,
        agency_id=by.agency_id,
        unit_id=unit_id,
        document_id=document.id,
        name=_named(name),
        type_code=document.type_code,
        kept_at=clock.now(),
        kept_by=by.name,
        used_count=0,
        **_text_of(document, draft),
    )
    db.session.add(template)
    db.session.flush()
    audit.record("draft_template.keep", template, by=by, name=template.name, unit=unit_id)
    return template


@operation
def change_template(
    template: DraftTemplate, name: str, *, unit_id: int | None = None, by: Actor
) -> None:
    """Call a template by another name, share it with one's unit, or keep it to oneself again."""
    require(by, Can.CHANGE_TEMPLATE, template)
    if unit_id != template.unit_id:
        require(by, Can.SHARE_TEMPLATE, unit_id)
    template.name, template.unit_id = _named(name), unit_id
    audit.record("draft_template.change", template, by=by, name=template.name, unit=unit_id)


@operation
def drop_template(template: DraftTemplate, *, by: Actor) -> None:
    """Offer a template no longer; drafts begun from it stay as they are."""
    require(by, Can.CHANGE_TEMPLATE, template)
    audit.record("draft_template.drop", template, by=by, name=template.name)
    db.session.delete(template)


@operation
def start_from_template(template: DraftTemplate, *, by: Actor) -> Document:
    """Begin a draft with the text of a template."""
    require(by, Can.USE_TEMPLATES)
    begin = Beginning(template.content, template.source, template.source_sha256)
    subject = template.content.get("subject") or template.name
    made = start_draft(subject=subject, type_code=template.type_code, begin=begin, by=by)
    template.used_count += 1
    log(made, "outgoing.begun_from", by=by, text=template.name)
    return made


@operation
def start_copy(document: Document, *, by: Actor) -> Document:
    """Begin a draft with the text of an issued document; what names its readers stays so."""
    require(by, Can.COPY_DRAFT, document)
    if document.state not in FINISHED:
        raise Refusal(
            _("Only an issued document is copied into a new draft."),
            fix=_("Of a draft keep a template instead."),
        )
    text = _text_of(document, draft_of(document))
    made = start_draft(
        subject=document.subject, type_code=document.type_code, begin=Beginning(**text), by=by
    )
    made.is_restricted = document.is_restricted
    audit.record("outgoing.copied", made, by=by, former=document.uid)
    log(made, "outgoing.begun_from", by=by, text=document.symbol)
    return made


def _text_of(document: Document, draft: Draft) -> dict[str, Any]:
    """Finished pages cannot be written on: of a PDF only what the form says is taken over."""
    is_file = draft.source is DraftSource.DOCX
    kept = without_spots(draft.content)
    content = {name: value for name, value in kept.items() if name not in PERSONAL}
    if is_file:
        content["docx_name"] = draft.content.get("docx_name", "")
    return {
        "source": DraftSource.DOCX if is_file else DraftSource.FORM,
        "source_sha256": draft.source_sha256 if is_file else "",
        "content": content | {"subject": document.subject, "recipients": list(draft.recipients)},
    }


def _named(name: str) -> str:
    words = " ".join(name.split())
    if not words:
        raise Invalid(_("The template needs a name."), fields={"name": _("Write a name.")})
    if len(words) > LONGEST_NAME:
        problem = _("At most %(count)s characters.", count=LONGEST_NAME)
        raise Invalid(problem, fields={"name": problem})
    return words


def _refuse_closed(document: Document) -> None:
    """A template is read by others: nothing goes into it that names its readers."""
    if document.is_restricted:
        raise Refusal(
            _("This draft names its readers; no template is made of it."),
            fix=_("Begin a draft of your own and keep that as a template."),
        )


def _refuse_too_many(by: Actor) -> None:
    mine = select(func.count()).where(
        DraftTemplate.person_id == by.person_id, DraftTemplate.agency_id == by.agency_id
    )
    if (db.session.scalar(mine) or 0) >= MOST:
        raise Refusal(
            _("There are %(count)s templates already.", count=MOST), fix=_("Drop one first.")
        )
