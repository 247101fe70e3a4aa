"""The shell of every page: templates, parts, navigation, style, scripts, headers."""

from collections import ChainMap
from collections.abc import MutableMapping
from typing import Any

from flask import Flask
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from office import demo, i18n
from office.ui import (
    assets,
    buttons,
    charts,
    compiled,
    compress,
    csp,
    due,
    frame,
    icons,
    log_lines,
    markdown,
    preferences,
    rows,
    shell,
    toasts,
)

__all__ = ["PUBLIC_ENDPOINTS", "init_app"]

# Pages and files that need no signing in.
PUBLIC_ENDPOINTS = frozenset({"assets.asset", "ui.language", "ui.theme", "ui.keys"})


def init_app(app: Flask) -> None:
    """Prepare templates and headers, and serve the files of the shell."""
    from office.ui import kit

    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.bytecode_cache = compiled.CompiledTemplates()
    _share_globals(app.jinja_env)
    app.jinja_env.globals.update(template_globals(app))
    for field in ("csrf_field", "once_field"):
        app.jinja_env.globals.setdefault(field, Markup)
    app.jinja_env.filters["markdown"] = markdown.markdown
    app.jinja_env.filters["initials"] = shell.initials
    app.context_processor(lambda: dict(shell.context()))
    app.register_blueprint(assets.bp)
    app.register_blueprint(preferences.bp)
    kit.init_app(app)
    csp.init_app(app)
    compress.init_app(app)
    assets.assets()


def _share_globals(environment: Environment) -> None:
    """Let all templates have one plain mapping of names: chained ones double the time of a page."""

    def make(given: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return ChainMap(given, environment.globals) if given else environment.globals

    environment.make_globals = make  # type: ignore[assignment]  # the library asks this name


def template_globals(app: Flask) -> dict[str, object]:
    """The names every template may use without importing them."""
    return {
        "asset": assets.asset_url,
        "icon": icons.icon,
        "written_button": buttons.button,
        "due": due.due,
        "day": i18n.day,
        "short_day": i18n.short_day,
        "moment": i18n.moment,
        "short_moment": i18n.short_moment,
        "time_of_day": i18n.time_of_day,
        "number": i18n.number,
        "bars": charts.bars,
        "trend": charts.line,
        "doors": shell.doors(app),
        "render_rows": rows.render_rows,
        "log_lines": log_lines.log_lines,
        "toasts": toasts.pending_toasts,
        "frame_before": frame.before,
        "frame_after": frame.after,
        "posts": shell.posts,
        "agency_posts": shell.agency_posts,
        "unread_count": shell.unread_count,
        "sync": shell.sync,
        "language_links": shell.language_links,
        "keys_are_on": shell.keys_are_on,
        "is_demo": lambda: is_demo(app),
        "demo_progress": demo.progress,
    }


def is_demo(app: Flask) -> bool:
    """Whether pages must say BẢN THỬ; a folder's kind never changes, so it is read once."""
    known = app.extensions.get("office.is_demo")
    if known is None:
        settings = app.extensions["office.settings"]
        known = settings.is_demo
        if settings.kind is not None:
            app.extensions["office.is_demo"] = known
    return bool(known)
