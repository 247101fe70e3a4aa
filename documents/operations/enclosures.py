"""Files enclosed with what is said: an urging, a question, an answer."""

from collections.abc import Sequence
from typing import Any

from documents.models import Enclosure
from documents.operations.files import NewFile
from office import clock
from office.db import db
from office.errors import Invalid
from office.i18n import _

MOST_FILES = 3
MOST_BYTES = 25 << 20


def enclose(owner: Any, files: Sequence[NewFile], *, field: str = "files") -> None:
    """Keep files with a record of the open operation; too many or too large ones are refused."""
    check_enclosures(files, field=field)
    db.session.flush()
    db.session.add_all(_enclosed(owner, file) for file in files)


def check_enclosures(files: Sequence[NewFile], *, field: str = "files") -> None:
    """Few and small enough to be read at once."""
    if len(files) > MOST_FILES:
        words = _("At most %(count)s files can be enclosed.", count=MOST_FILES)
        raise Invalid(words, fields={field: words})
    if any(file.size > MOST_BYTES for file in files):
        words = _("Each file may have up to %(size)s MB.", size=MOST_BYTES >> 20)
        raise Invalid(words, fields={field: words})


def _enclosed(owner: Any, file: NewFile) -> Enclosure:
    return Enclosure(
        owner_kind=owner.__tablename__,
        owner_uid=owner.uid,
        name=file.name,
        media_type=file.media_type,
        sha256=file.sha256,
        size=file.size,
        created_at=clock.now(),
    )
