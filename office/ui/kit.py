"""The kit: every part in every state, in three languages and two looks (demo folders only)."""

import re

from flask import Blueprint, Flask, abort, render_template, request, url_for

from office import ui
from office.i18n import LANGUAGES, force_locale, language
from office.ui import assets, icons, kit_sample, shell

PAGES = ("list", "home", "record", "form", "choice", "signing", "error", "door", "public", "print")

bp = Blueprint("kit", __name__, url_prefix="/ui")


@bp.get("/kit")
def show() -> str:
    return _render("kit/show.html", symbols=sorted(icons.icon_names()), colours=token_names())


@bp.get("/kit/<name>")
def page(name: str) -> str:
    """One page of each kind, filled as the screens of the house are."""
    if name not in PAGES:
        abort(404)
    return _render(f"kit/pages/{name}.html")


def _render(template: str, **values: object) -> str:
    chosen, look = request.args.get("lang", ""), request.args.get("theme", "")
    with force_locale(chosen if chosen in LANGUAGES else language()):
        return render_template(
            template,
            theme=look if look in shell.THEMES else shell.theme(),
            sample=kit_sample,
            action=url_for("kit.receive"),
            pages=PAGES,
            refusal=kit_sample.refusal(),
            **values,
        )


@bp.post("/kit")
def receive() -> tuple[str, int]:
    """The forms of the kit lead nowhere."""
    return "", 204


def token_names() -> list[str]:
    """The colours that the swatches of the kit show."""
    sheet = (assets.STATIC / "css" / "kit.css").read_text(encoding="utf-8")
    return re.findall(r"\.sw \.([\w-]+) \{", sheet)


def init_app(app: Flask) -> None:
    """Show the kit in demo folders only; elsewhere it does not exist."""
    app.register_blueprint(bp)

    @app.before_request
    def hide_kit() -> None:
        if request.blueprint == bp.name and not ui.is_demo(app):
            abort(404)
