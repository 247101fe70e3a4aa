"""Gives the index of the house the words by which officials are looked for."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from office.db import db
from office.search import Text, searchable
from personnel.models import Dossier
from personnel.queries.listing import CLASS


@searchable(CLASS)
def texts(ids: Sequence[int]) -> Iterable[Text]:
    """Name, staff number, title and grade: nothing that is sealed."""
    wanted = select(Dossier.id, Dossier.sought).where(Dossier.id.in_(ids))
    for dossier_id, sought in db.session.execute(wanted):
        yield Text(dossier_id, sought)
