"""Who works on a draft together, comments it, and begins new ones from former texts."""

from enum import StrEnum

from documents.models import (
    Direction,
    Document,
    DocumentState,
    DraftComment,
    DraftTemplate,
    Duty,
    RoutingState,
    Source,
)
from documents.policy import may_draft
from documents.policy.lines import has_line
from office import law
from office.db import db
from office.permissions import Actor, Role, rule
from office.units import queries as units


class Can(StrEnum):
    """The permissions of drafting together."""

    READ_VERSIONS = "read_versions"
    COMMENT_DRAFT = "comment_draft"
    SETTLE_COMMENT = "settle_comment"
    INVITE_DRAFTERS = "invite_drafters"
    DROP_DRAFT = "drop_draft"
    USE_TEMPLATES = "use_templates"
    SHARE_TEMPLATE = "share_template"
    CHANGE_TEMPLATE = "change_template"
    COPY_DRAFT = "copy_draft"


AFTER_DRAFTING = {Duty.INFORM, Duty.NUMBER, Duty.SEAL, Duty.ISSUE}
PRIVATE = {DocumentState.DRAFT, DocumentState.CANCELLED}


def _drafts(actor: Actor, document: Document) -> bool:
    return document.direction is Direction.OUTGOING and document.desk_id == actor.desk_id


def _was_drafted(document: Document) -> bool:
    """Whether somebody wrote it here; a copy says what another document says."""
    group = law.document_type(document.type_code).group if document.type_code else None
    is_ours = document.source is Source.DRAFTED
    return is_ours and group is law.DocumentGroup.ADMINISTRATIVE


@rule(Can.READ_VERSIONS)
def may_read_versions(actor: Actor, document: Document) -> bool:
    """Whoever drafts, was asked or signs, the head of the drafting unit, the agency's leaders."""
    if not _was_drafted(document):
        return False
    return _drafts(actor, document) or _had_part(actor, document) or _by_post(actor, document)


def _had_part(actor: Actor, document: Document) -> bool:
    """A desk on the draft's way; what was taken back from it gives nothing."""
    return has_line(
        actor,
        document,
        lambda line: (
            line.desk_id == actor.desk_id
            and line.duty not in AFTER_DRAFTING
            and line.state is not RoutingState.WITHDRAWN
        ),
    )


def _by_post(actor: Actor, document: Document) -> bool:
    if document.is_restricted:
        return False
    if actor.holds(Role.UNIT_HEAD):
        return units.location(document.desk_id) in units.subtree_ids(actor.unit_id)
    is_here = actor.agency_id == units.successor_of(document.agency_id)
    is_leading = bool(actor.roles & {Role.LEADER, Role.OFFICE_HEAD})
    return is_here and is_leading and document.state not in PRIVATE


@rule(Can.COMMENT_DRAFT)
def may_comment_draft(actor: Actor, document: Document) -> bool:
    """Whoever reads the versions of a draft says what he thinks of it."""
    return may_read_versions(actor, document)


@rule(Can.SETTLE_COMMENT)
def may_settle_comment(actor: Actor, comment: DraftComment) -> bool:
    """Who wrote a comment settles it, and so do the drafter and whom he invited."""
    document = db.session.get_one(Document, comment.document_id)
    is_author = comment.desk_id is not None and comment.desk_id == actor.desk_id
    return is_author or _drafts(actor, document) or _drafts_along(actor, document)


def _drafts_along(actor: Actor, document: Document) -> bool:
    return has_line(
        actor,
        document,
        lambda line: (
            line.desk_id == actor.desk_id
            and line.duty is Duty.CO_DRAFT
            and line.state in (RoutingState.OPEN, RoutingState.HANDED)
        ),
    )


@rule(Can.INVITE_DRAFTERS)
def may_invite_drafters(actor: Actor, document: Document) -> bool:
    """Only the drafter invites others to draft with him, and sends them away."""
    return _drafts(actor, document)


@rule(Can.DROP_DRAFT)
def may_drop_draft(actor: Actor, document: Document) -> bool:
    """Only the drafter drops the draft, whoever else writes on it."""
    return _drafts(actor, document)


@rule(Can.USE_TEMPLATES)
def may_use_templates(actor: Actor, _: object) -> bool:
    """Whoever drafts keeps templates and begins from those offered to him."""
    return may_draft(actor, None)


@rule(Can.SHARE_TEMPLATE)
def may_share_template(actor: Actor, unit_id: int | None) -> bool:
    """A template is its owner's, or shared with his own unit."""
    return unit_id in {None, actor.unit_id}


@rule(Can.CHANGE_TEMPLATE)
def may_change_template(actor: Actor, template: DraftTemplate) -> bool:
    """Its owner changes and drops a template; the head of a unit what is shared with the unit."""
    is_own = template.person_id == actor.person_id and actor.delegation_id is None
    heads_it = actor.holds(Role.UNIT_HEAD) and template.unit_id in units.subtree_ids(actor.unit_id)
    return is_own or heads_it


@rule(Can.COPY_DRAFT)
def may_copy_draft(actor: Actor, document: Document) -> bool:
    """Whoever drafts begins anew from what he sees of his agency, or of one merged into it."""
    own = units.lineage(actor.agency_id) if actor.agency_id else []
    is_ours = _was_drafted(document) and document.agency_id in own
    return may_draft(actor, None) and is_ours
