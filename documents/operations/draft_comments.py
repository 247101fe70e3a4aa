"""Remarks on a draft (ý kiến góp ý dự thảo): written, answered, settled; all are kept."""

from sqlalchemy import func, select

from documents.lifecycle import DRAFT_COMMENT
from documents.models import CommentState, Document, DocumentState, DraftComment, DraftVersion
from documents.operations.draft_people import tell_drafters
from documents.operations.drafting import draft_of
from documents.policy.drafting import Can
from documents.queries import present_version
from documents.queries.draft_texts import holds, plain_text
from office import audit, clock, notices
from office.db import db, operation
from office.errors import Invalid, Refusal
from office.i18n import _, _l
from office.permissions import Actor, require

COMMENTED = {DocumentState.DRAFT, DocumentState.CHECKING, DocumentState.SUBMITTED}
LONGEST, LONGEST_QUOTE, MOST = 4000, 1000, 1000


@operation
def comment_draft(document: Document, text: str, *, quote: str = "", by: Actor) -> DraftComment:
    """Say what should be changed, of the whole draft or of a passage that stands in it."""
    require(by, Can.COMMENT_DRAFT, document)
    _refuse_finished(document)
    version = present_version(draft_of(document))
    passage = " ".join(quote.split())
    _refuse_foreign(passage, version)
    comment = _comment(document, _worded(text), by, number=version.number, quote=passage)
    _told(document, comment, by)
    return comment


@operation
def answer_comment(comment: DraftComment, text: str, *, by: Actor) -> DraftComment:
    """Answer a remark; its author is told."""
    document = db.session.get_one(Document, comment.document_id)
    require(by, Can.COMMENT_DRAFT, document)
    _refuse_finished(document)
    if comment.parent_id is not None:
        raise Refusal(_("Answer the comment itself."))
    answer = _comment(document, _worded(text), by, number=comment.number, parent_id=comment.id)
    answer.state = CommentState.SETTLED
    _told(document, answer, by)
    if comment.desk_id not in {None, by.desk_id, document.desk_id}:
        _tell_author(document, comment, answer)
    return answer


@operation
def settle_comment(comment: DraftComment, *, by: Actor) -> None:
    """The remark was worked in, or needs nothing more."""
    _refuse_finished(db.session.get_one(Document, comment.document_id))
    DRAFT_COMMENT.advance(comment, "settle", by)
    comment.settled_at, comment.settled_by = clock.now(), by.name


@operation
def reopen_comment(comment: DraftComment, *, by: Actor) -> None:
    """The remark still waits to be worked in."""
    _refuse_finished(db.session.get_one(Document, comment.document_id))
    if comment.parent_id is not None:
        raise Refusal(_("Answer the comment itself."))
    DRAFT_COMMENT.advance(comment, "reopen", by)
    comment.settled_at, comment.settled_by = None, ""


def _comment(document: Document, text: str, by: Actor, **facts: object) -> DraftComment:
    counted = select(func.count()).where(DraftComment.document_id == document.id)
    if (db.session.scalar(counted) or 0) >= MOST:
        raise Refusal(_("There are %(count)s comments on this draft already.", count=MOST))
    comment = DraftComment(
        document_id=document.id,
        state=CommentState.OPEN,
        desk_id=by.desk_id,
        author_name=by.name,
        author_title=by.title,
        on_behalf_of=by.on_behalf_of,
        text=text,
        written_at=clock.now(),
        **facts,
    )
    db.session.add(comment)
    db.session.flush()
    audit.record("outgoing.commented", document, by=by, comment=comment.uid)
    return comment


def _told(document: Document, comment: DraftComment, by: Actor) -> None:
    tell_drafters(
        document,
        kind="draft_commented",
        text=_l("A comment on a draft"),
        url=_page(document),
        key=f"draft-commented:{comment.uid}",
        but=[by.desk_id],
    )


def _tell_author(document: Document, comment: DraftComment, answer: DraftComment) -> None:
    notices.tell(
        comment.desk_id or 0,
        kind="comment_answered",
        text=_l("Your comment on a draft was answered"),
        url=_page(document),
        key=f"comment-answered:{answer.uid}",
    )


def _page(document: Document) -> str:
    return f"/documents/{document.uid}/draft/comments"


def _worded(text: str) -> str:
    words = text.strip()
    if not words:
        raise Invalid(_("A few words are needed here."), fields={"text": _("Write it here.")})
    if len(words) > LONGEST:
        problem = _("At most %(count)s characters.", count=LONGEST)
        raise Invalid(problem, fields={"text": problem})
    return words


def _refuse_foreign(passage: str, version: DraftVersion) -> None:
    """A passage is quoted from the text; of a file that is not read yet nobody can tell."""
    words = plain_text(version)
    if len(passage) > LONGEST_QUOTE:
        problem = _("At most %(count)s characters.", count=LONGEST_QUOTE)
        raise Invalid(problem, fields={"quote": problem})
    if passage and words is not None and not holds(words, passage):
        raise Invalid(
            _("This passage does not stand in the text."),
            fields={"quote": _("Copy it from the text as it stands there, or leave it empty.")},
        )


def _refuse_finished(document: Document) -> None:
    if document.state not in COMMENTED:
        raise Refusal(
            _("This draft is finished; its comments are kept as they are."),
            fix=_("Ask for opinions on a new draft."),
        )
