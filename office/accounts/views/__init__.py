"""The pages of accounts."""

from flask import Flask, g

from office.accounts.policy import Can
from office.accounts.queries import Post, posts_of
from office.i18n import _, _l
from office.permissions import Actor, allowed
from office.ui import menu, shell
from office.units.queries import short_name_of


def register(app: Flask) -> None:
    """Add the pages and set the doors of the shell."""
    from office.accounts.views import account, admin, delegations, entrance, notices

    for module in (entrance, account, delegations, notices, admin):
        app.register_blueprint(module.bp)
    doors = shell.doors(app)
    doors.sign_in = "entrance.sign_in"
    doors.sign_out = "entrance.sign_out"
    doors.account = "account.show"
    doors.switch_post = "entrance.choose_post"
    doors.notices = "notices.list_notices"
    doors.posts = posts
    doors.unread = unread
    menu.register(
        app,
        menu.Entry(
            "delegations.list_delegations",
            _l("Delegation and absence"),
            "person",
            menu.Section.ORGANISATION,
            order=70,
        ),
        menu.Entry(
            "accounts.list_accounts",
            _l("Accounts"),
            "lock",
            menu.Section.OPERATION,
            order=60,
            visible=lambda actor: allowed(actor, Can.MANAGE_ACCOUNT),
        ),
    )


def unread(_actor: Actor) -> int:
    """The number beside the bell; it came with the session."""
    return g.session.unread_count if g.session else 0


def posts(actor: Actor) -> list[shell.Post]:
    """The posts to switch between; nothing is asked where there is only one."""
    if g.session is None or g.session.post_count < 2 or actor.person_id is None:
        return []
    return [
        shell.Post(
            value=post.value,
            title=_title(post),
            unit=post.unit_name,
            is_current=post.tenure.id == actor.tenure_id,
            agency=short_name_of(post.agency_id) if post.agency_id else "",
        )
        for post in posts_of(actor.person_id)
    ]


def _title(post: Post) -> str:
    if post.delegation is None:
        return post.tenure.title
    return _("%(title)s, on behalf of %(name)s", title=post.tenure.title, name=post.principal)
