"""Pictures of pages for the screen of the hall, made beside the requests."""

from typing import Any

from meetings import operations
from meetings.models import AgendaItem, AgendaPaper, Meeting
from meetings.operations.hall import TOPIC
from meetings.queries.hall import last_asked
from office import blobs
from office.db import db
from office.errors import Refusal
from office.foreign import reading
from office.outbox import delivers
from office.permissions import SYSTEM

WIDTH = 1600
PDF = "application/pdf"


@delivers(TOPIC)
def make_page(body: dict[str, Any]) -> None:
    """Make the picture of a page and put it on the screen, unless another was asked for since."""
    paper = db.session.get_one(AgendaPaper, body["paper_id"])
    meeting = db.session.get_one(Meeting, db.session.get_one(AgendaItem, paper.item_id).meeting_id)
    if last_asked(meeting) != body["line"]:
        return
    pages, picture = _made(paper, body["page"])
    number = min(body["page"], max(pages, 1))
    operations.keep_page(paper, number, pages=pages, picture=picture, by=SYSTEM)


def _made(paper: AgendaPaper, wanted: int) -> tuple[int, str]:
    """How many pages there are and the picture of one, the last where fewer are; or neither."""
    source = blobs.path_of(paper.sha256)
    try:
        pages = reading.inspect(source).pages if paper.media_type == PDF else 1
        at = min(wanted, pages) - 1
        [image] = reading.page_images(source, pages=range(at, at + 1), width=WIDTH)
    except (Refusal, ValueError):
        return 0, ""
    return pages, blobs.put(image.data).sha256
