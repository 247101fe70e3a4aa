"""The addresses of mail's pages: what people read and write, what administrators keep."""

from flask import Blueprint

from office.ui import menu

webmail = Blueprint("webmail", "mail.views", template_folder="../templates", url_prefix="/mail")
keeping = Blueprint(
    "mailkeep", "mail.views", template_folder="../templates", url_prefix="/mail-keep"
)
outgoing = Blueprint(
    "mail", "mail.views", template_folder="../templates", url_prefix="/outgoing-mail"
)


@webmail.before_request
def _mark() -> None:
    """Writing, looking up and setting up are below "Mail" in the navigation as well."""
    menu.mark_current("webmail.home")
