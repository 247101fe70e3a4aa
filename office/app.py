"""The application factory: settings, kernel parts, then the packages by name."""

import gc
import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from flask import has_request_context, request
from flask_openapi3 import Info, OpenAPI
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import Rule

from office import i18n, typed, ui
from office.config import Settings, load_settings
from office.db import init_app as init_database
from office.job_modules import done_in

MODULES = (
    "office.accounts",
    "office.units",
    "office.setup",
    "signing",
    "mail",
    "documents",
    "meetings",
    "personnel",
)
KEPT_ADDRESSES = 4_096
NOT_OF_PAGES = {"_anchor", "_method", "_scheme", "_external"}
INFO = Info(title="Công Vụ", version="1")


class LateRule(Rule):
    """A rule that learns to build its address when a page first needs it: there are hundreds."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:  # noqa: FBT001, FBT002  # Werkzeug's signature
        make = super()._compile_builder
        name = "_build_unknown" if append_unknown else "_build"

        def learn(rule: Rule, **values: Any) -> tuple[str, str]:
            made = make(append_unknown)
            setattr(rule, name, made.__get__(rule, None))
            return made(rule, **values)

        return learn


class House(OpenAPI):
    """The application; pages are full of addresses, and most of them were put together before."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._known = lru_cache(maxsize=KEPT_ADDRESSES, typed=True)(self._put_together)

    def url_for(self, /, endpoint: str, **values: Any) -> str:
        """An address of this house; it depends on nothing but where the house is mounted."""
        given = {name: value for name, value in values.items() if value is not None}
        if has_request_context() and endpoint[0] != "." and not given.keys() & NOT_OF_PAGES:
            try:
                return self._known(request.script_root, endpoint, **given)
            except TypeError:  # a list of values cannot be looked up
                pass
        return super().url_for(endpoint, **values)

    def _put_together(self, _root: str, endpoint: str, /, **values: Any) -> str:
        return super().url_for(endpoint, **values)

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """All functions of ours are plain ones; the library would ask each at every request."""
        return func


@contextmanager
def _all_stays() -> Iterator[None]:
    """What is loaded here lives to the end: looking for garbage in it took a fifth of the start."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        gc.enable()


def create_app(settings: Settings | None = None, **given: Any) -> OpenAPI:
    """Make the application; `given` overrides single settings."""
    settings = settings or load_settings(**given)
    if settings.testing:  # a test may make many, and they end
        return _made(settings)
    with _all_stays():
        return _made(settings)


def _made(settings: Settings) -> OpenAPI:
    app = House("office", info=INFO, doc_ui=False, static_folder=None)
    app.url_rule_class = LateRule
    app.request_class = typed.HouseRequest
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.url,
        TESTING=settings.testing,
        MAX_CONTENT_LENGTH=64 << 20,
        MAX_FORM_MEMORY_SIZE=2 << 20,
        MAX_FORM_PARTS=1000,
    )
    app.extensions["office.settings"] = settings
    _look_behind(app, settings.trusted_proxies)
    init_database(app)
    i18n.init_app(app)
    ui.init_app(app)
    _register_kernel(app)
    for name in MODULES:
        _register(app, name)
    return app


def _look_behind(app: OpenAPI, proxies: int) -> None:
    """Take the visitor's address, scheme and host from that many proxies of ours and no further."""
    if proxies:
        behind = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)
        app.wsgi_app = behind  # type: ignore[method-assign]  # Flask's own way to wrap it


def _register_kernel(app: OpenAPI) -> None:
    for name in ("office.web", "office.api"):
        importlib.import_module(name).init_app(app)
    for name in ("office.live.health", "office.texts.health"):
        importlib.import_module(name)
    done_in("office.anchors")
    done_in("office.backup")
    done_in("office.retold")
    done_in("office.texts.jobs")


def _register(app: OpenAPI, name: str) -> None:
    package = importlib.import_module(name)
    register = getattr(package, "register", None)
    if register:
        register(app)
