"""The address book of a domain: looked at and taken out by its administrator, or by everybody."""

from uuid import UUID

from flask import Blueprint, Flask, g, url_for
from flask import render_template as page
from werkzeug.wrappers import Response

from mail import queries
from mail.letters import address_book
from mail.letters.address_book import FORMS
from mail.models import MailDomain, rules_of
from mail.queries.directory import listed_in, published
from mail.queries.domains import web_host
from mail.views.blueprint import keeping as bp
from mail.views.keeping_frame import guard
from mail.wire import names
from office.errors import NotFound
from office.i18n import _
from office.web import public

SHOWN = 200
open_book = Blueprint("addressbook", __name__)


@bp.get("/domains/<uuid:uid>/directory")
def directory(uid: UUID) -> str:
    guard()
    domain = queries.kept_domain(uid, g.actor)
    found = listed_in(domain)
    is_open = rules_of(domain).publishes_directory
    return page(
        "mailkeep/directory.html",
        domain=domain,
        listed=found[:SHOWN],
        count=len(found),
        forms=[(form, url_for(".directory_file", uid=uid, form=form)) for form in FORMS],
        open_forms=_addresses(domain) if is_open else [],
    )


def _addresses(domain: MailDomain) -> list[str]:
    """Where everybody finds it, whole where the name of this house is known."""
    paths = [url_for("addressbook.book", name=domain.name, form=form) for form in FORMS]
    return [f"https://{web_host()}{path}" for path in paths] if web_host() else paths


@bp.get("/domains/<uuid:uid>/directory.<form>")
def directory_file(uid: UUID, form: str) -> Response:
    guard()
    return _file(queries.kept_domain(uid, g.actor), form)


@open_book.get("/mail-directory/<name>.<any(csv, ldif, vcf):form>")
@public
def book(name: str, form: str) -> Response:
    """For everybody, where the domain's rules publish it."""
    try:
        domain = published(names.to_ascii(name))
    except names.BadName:
        domain = None
    if domain is None:
        raise NotFound(_("There is no such page."))
    return _file(domain, form)


def _file(domain: MailDomain, form: str) -> Response:
    if form not in FORMS:
        raise NotFound(_("There is no such page."))
    listed = listed_in(domain)
    headings = [_("Name"), _("Title"), _("Unit"), _("Agency"), _("Address")]
    texts = {
        "csv": lambda: address_book.as_table(listed, headings),
        "ldif": lambda: address_book.as_directory(listed, domain.name),
        "vcf": lambda: address_book.as_cards(listed),
    }
    answer = Response(texts[form](), content_type=FORMS[form])
    answer.headers["Content-Disposition"] = f'attachment; filename="{domain.name}.{form}"'
    return answer


def register(app: Flask) -> None:
    """What everybody may have stands beside the pages of mail."""
    app.register_blueprint(open_book)
