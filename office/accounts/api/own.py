"""My own account: who I am, posts, sessions, preferences, tokens."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from flask import Response, g
from pydantic import Field
from sqlalchemy import select

from office import clock
from office.accounts import operations, queries
from office.accounts.models import ApiToken, SessionRow
from office.api import ByUid, Closed, Day, api_blueprint, shown, tells_secret
from office.db import db
from office.errors import NotFound, Refusal
from office.i18n import _

bp = api_blueprint("accounts")


class Me(Closed):
    """Who acts, in which post."""

    name: str
    login: str
    title: str
    unit: str
    roles: list[str]
    on_behalf_of: str
    scopes: list[str] | None
    unread_notices: int


class PostItem(Closed):
    """A post to act in."""

    value: UUID
    title: str
    unit: str
    on_behalf_of: str
    is_current: bool


class Posts(Closed):
    """Every post to act in."""

    items: list[PostItem]


class ChosenPost(Closed):
    """The post to act in from now on."""

    value: UUID


class SessionItem(Closed):
    """A live session."""

    uid: UUID
    client: str
    created_at: datetime
    seen_at: datetime
    is_current: bool


class Sessions(Closed):
    """Live sessions, the latest first."""

    items: list[SessionItem]


class Preferences(Closed):
    """Language, look, and whether reminders come by mail too."""

    language: str
    theme: str
    reminders: Literal["", "mail", "notice"] = Field("", description="Left out: as before.")


class TextWish(Closed):
    """The number for text messages, and whether one wants them."""

    mobile: str = Field(max_length=40, description="As dialled or with its country; empty: none.")
    wants: bool


class TokenItem(Closed):
    """A token without its secret part."""

    uid: UUID
    name: str
    prefix: str
    scopes: list[str]
    expires_at: datetime
    revoked_at: datetime | None


class Tokens(Closed):
    """My tokens, the latest first."""

    items: list[TokenItem]


class WantedToken(Closed):
    """What a new token is for."""

    name: str
    scopes: list[str]
    expires_on: Day


class MadeToken(Closed):
    """The token; it is never shown again."""

    token: str


@bp.get("/me", responses={200: Me})
def me() -> Response:
    """Who I am and in which post I act."""
    actor = g.actor
    return shown(
        Me(
            name=actor.name,
            login=g.session.login,
            title=actor.title,
            unit=g.session.unit_name,
            roles=sorted(actor.roles),
            on_behalf_of=actor.on_behalf_of,
            scopes=sorted(actor.scopes) if actor.scopes is not None else None,
            unread_notices=g.session.unread_count,
        )
    )


@bp.put("/me/preferences", responses={200: Preferences})
def save_preferences(body: Preferences) -> Response:
    """Keep language, look and the way of reminders."""
    kept = operations.save_preferences(**body.model_dump(), by=g.actor)
    names = Preferences.model_fields
    return shown(Preferences.model_validate({name: getattr(kept, name) for name in names}))


@bp.put("/me/texts", responses={200: TextWish})
def save_texts(body: TextWish) -> Response:
    """Keep the number for text messages and whether one wants them."""
    kept = operations.save_texts(body.mobile, wants=body.wants, by=g.actor)
    return shown(TextWish(mobile=kept.mobile, wants=kept.wants_texts))


@bp.get("/me/posts", responses={200: Posts})
def posts() -> Response:
    """The posts I may act in, lent ones included."""
    items = [
        PostItem(
            value=UUID(post.value),
            title=post.tenure.title,
            unit=post.unit_name,
            on_behalf_of=post.principal,
            is_current=post.tenure.id == g.actor.tenure_id,
        )
        for post in queries.posts_of(g.actor.person_id)
    ]
    return shown(Posts(items=items))


@bp.put("/me/post", responses={204: None})
def choose_post(body: ChosenPost) -> tuple[str, int]:
    """Act in another post from now on; a token stays in its own."""
    for post in queries.posts_of(g.actor.person_id):
        if post.value == str(body.value):
            operations.choose_post(post, by=g.actor)
            return "", 204
    raise Refusal(_("This post is not yours any more."))


@bp.get("/sessions", responses={200: Sessions})
def sessions() -> Response:
    """Where I am signed in."""
    rows = queries.live_sessions(g.actor.account_id)
    return shown(Sessions(items=[session_item(row) for row in rows]))


def session_item(row: SessionRow) -> SessionItem:
    """A session as it is told."""
    return SessionItem(
        uid=row.uid,
        client=row.client,
        created_at=row.created_at,
        seen_at=row.seen_at,
        is_current=row.id == g.actor.session_id,
    )


@bp.post("/sessions/<uuid:uid>/ending", responses={204: None})
def end_session(path: ByUid) -> tuple[str, int]:
    """End one of my sessions."""
    operations.end_session(own(SessionRow, path.uid), by=g.actor)
    return "", 204


@bp.post("/other-sessions/ending", responses={204: None})
def end_other_sessions() -> tuple[str, int]:
    """End every session of mine but this."""
    operations.end_other_sessions(by=g.actor)
    return "", 204


@bp.get("/tokens", responses={200: Tokens})
def tokens() -> Response:
    """My tokens."""
    rows = queries.tokens_of(g.actor.account_id)
    items = [TokenItem.model_validate(row, from_attributes=True, extra="ignore") for row in rows]
    return shown(Tokens(items=items))


@bp.post("/tokens", responses={201: MadeToken})
@tells_secret
def make_token(body: WantedToken) -> Response:
    """Make a token in my present post; asks for a fresh proof."""
    token = operations.make_token(
        queries.own_account(g.actor),
        tenure=queries.present_post(g.actor),
        name=body.name,
        scopes=body.scopes,
        expires_at=clock.end_of_work(body.expires_on),
        by=g.actor,
    )
    return shown(MadeToken(token=token), status=201)


@bp.post("/tokens/<uuid:uid>/revocation", responses={204: None})
def revoke_token(path: ByUid) -> tuple[str, int]:
    """End a token of mine."""
    operations.revoke_token(own(ApiToken, path.uid), by=g.actor)
    return "", 204


def own(model: Any, uid: UUID) -> Any:
    """A record of my own account."""
    found = db.session.scalar(
        select(model).where(model.uid == uid, model.account_id == g.actor.account_id)
    )
    if found is None:
        raise NotFound(_("There is nothing of yours under this name."))
    return found
