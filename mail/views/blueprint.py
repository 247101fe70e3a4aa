"""The addresses of mail's pages: what people read and write, what administrators keep."""

from flask import Blueprint

webmail = Blueprint("webmail", "mail.views", template_folder="../templates", url_prefix="/mail")
keeping = Blueprint(
    "mailkeep", "mail.views", template_folder="../templates", url_prefix="/mail-keep"
)
outgoing = Blueprint(
    "mail", "mail.views", template_folder="../templates", url_prefix="/outgoing-mail"
)
