"""Lists of officials as files over HTTP: with the columns, the proof and the traces of the page."""

from typing import Literal
from uuid import UUID

from flask import Response
from pydantic import Field

from office.api import Closed
from office.permissions import require
from personnel import operations
from personnel.api.blueprint import actor, bp
from personnel.forms import taking as forms
from personnel.forms.listing import units_below
from personnel.models import Standing
from personnel.policy import Can
from personnel.queries.listing import Narrow
from personnel.views.taking import list_file

LONGEST = 100


class ListIn(Closed):
    """Who is on the list, which columns it has (`group.field`), in which form, and what for."""

    form: Literal["xlsx", "pdf"] = "xlsx"
    columns: list[str] = Field(default_factory=list, max_length=400)
    purpose: str = Field("", max_length=300)
    officials: list[UUID] = Field(default_factory=list, max_length=forms.MOST_TICKED)
    q: str = Field("", max_length=LONGEST)
    standing: Standing | None = None
    category: str = Field("", max_length=LONGEST)
    grade: str = Field("", max_length=LONGEST)
    known: str = Field("", max_length=LONGEST)
    unit: UUID | None = None


@bp.post("/personnel/lists")
def take_list(body: ListIn) -> Response:
    """The list as a file. It asks for a fresh proof of its taker, so a token never gets it."""
    require(actor(), Can.TAKE_LIST)
    narrow = Narrow(
        words=body.q,
        standing=body.standing,
        category=body.category,
        grade=body.grade,
        known=body.known,
        units=units_below(str(body.unit)) if body.unit else (),
        uids=body.officials,
    )
    asked = body.model_dump(mode="json", exclude={"columns", "purpose", "form"})
    question = {name: str(value) for name, value in asked.items() if value}
    taking = forms.taking_of(body.form, body.columns, body.purpose, question)
    ids = forms.found(actor(), narrow, taking.form)
    operations.take_list(ids, taking, by=actor())
    return list_file(taking, ids)
