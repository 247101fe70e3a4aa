"""The kit: every part in every state on one page, in three languages and two looks (demo folders)."""

import re

from flask import Blueprint, Flask, abort, render_template, request, url_for

from office import ui
from office.i18n import LANGUAGES, force_locale, language
from office.ui import assets, icons, kit_sample, shell

bp = Blueprint("kit", __name__, url_prefix="/ui")


@bp.get("/kit")
def show() -> str:
    chosen = request.args.get("lang", "")
    with force_locale(chosen if chosen in LANGUAGES else language()):
        look = request.args.get("theme", "")
        return render_template(
            "kit/show.html",
            theme=look if look in shell.THEMES else shell.theme(),
            sample=kit_sample,
            symbols=sorted(icons.icon_names()),
            colours=token_names(),
            action=url_for("kit.receive"),
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
