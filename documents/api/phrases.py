"""Usual phrases and sets of receivers over the API."""

from uuid import UUID

from flask import Response, g
from pydantic import Field

from documents import operations, queries
from documents.api.frame import api
from documents.operations.phrases import PhraseWords, Whose
from documents.policy.directing import Can
from office.api import ByUid, Closed, shown
from office.permissions import require


class PhraseIn(Closed):
    """A usual phrase; `whose` is left as it is when one is changed."""

    use: str = Field("direction", max_length=40)
    short: str = Field(min_length=1, max_length=40)
    text: str = Field(min_length=1, max_length=1000)
    whose: Whose = Whose.OWN


class PhraseOut(Closed):
    """A phrase as it is offered."""

    uid: UUID
    use: str
    short: str
    text: str
    used_count: int


class SetIn(Closed):
    """Receivers under a name: desks by their public names."""

    name: str = Field(min_length=1, max_length=40)
    lead: UUID | None = None
    cooperate: list[UUID] = Field([], max_length=500)
    inform: list[UUID] = Field([], max_length=500)


class SetOut(Closed):
    """A named set."""

    uid: UUID
    name: str
    receivers: dict[str, str | list[str]]


class NameIn(Closed):
    """What a set is called from now on."""

    name: str = Field(min_length=1, max_length=40)


class KeptOut(Closed):
    """What an official keeps and is offered."""

    phrases: list[PhraseOut]
    sets: list[SetOut]


@api.get("/phrases", responses={200: KeptOut})
def phrases() -> Response:
    """The own phrases, those of the agency, and the own sets."""
    require(g.actor, Can.KEEP_PHRASES)
    return _kept()


@api.post("/phrases", responses={201: KeptOut})
def keep_phrase(body: PhraseIn) -> Response:
    """Keep a phrase."""
    operations.keep_phrase(_words(body), whose=body.whose, by=g.actor)
    return _kept(201)


@api.put("/phrases/<uuid:uid>", responses={200: KeptOut})
def change_phrase(path: ByUid, body: PhraseIn) -> Response:
    """Word a phrase anew."""
    phrase = queries.phrase_by(path.uid, g.actor)
    operations.change_phrase(phrase, _words(body), by=g.actor)
    return _kept()


@api.delete("/phrases/<uuid:uid>", responses={200: KeptOut})
def drop_phrase(path: ByUid) -> Response:
    """Offer a phrase no longer."""
    operations.drop_phrase(queries.phrase_by(path.uid, g.actor), by=g.actor)
    return _kept()


@api.post("/sets", responses={201: KeptOut})
def keep_set(body: SetIn) -> Response:
    """Keep receivers under a name; the same name again takes the new ones."""
    receivers = {
        "lead": str(body.lead) if body.lead else "",
        "cooperate": [str(uid) for uid in body.cooperate],
        "inform": [str(uid) for uid in body.inform],
    }
    operations.keep_set(body.name, receivers, by=g.actor)
    return _kept(201)


@api.put("/sets/<uuid:uid>", responses={200: KeptOut})
def rename_set(path: ByUid, body: NameIn) -> Response:
    """Call a set by another name."""
    operations.rename_set(queries.receiver_set_by(path.uid, g.actor), body.name, by=g.actor)
    return _kept()


@api.delete("/sets/<uuid:uid>", responses={200: KeptOut})
def drop_set(path: ByUid) -> Response:
    """Keep a set no longer."""
    operations.drop_set(queries.receiver_set_by(path.uid, g.actor), by=g.actor)
    return _kept()


def _words(body: PhraseIn) -> PhraseWords:
    return PhraseWords(body.use, body.short, body.text)


def _kept(status: int = 200) -> Response:
    found = KeptOut(
        phrases=[
            PhraseOut(**{name: getattr(row, name) for name in PhraseOut.model_fields})
            for row in queries.saved_phrases(g.actor)
        ],
        sets=[
            SetOut(uid=row.uid, name=row.name, receivers=row.receivers)
            for row in queries.receiver_sets(g.actor)
        ],
    )
    return shown(found, status=status)
