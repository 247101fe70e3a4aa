"""The frame of the API: one kind of blueprint, closed schemas, scopes, versions, keyed repeats.

Lists are paged by the cursors of `office.ui.paging`.
"""

import functools
import json
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Annotated, Any, TypeVar
from uuid import UUID

from flask import Blueprint, Flask, Response, current_app, g, jsonify, make_response, request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy.exc import IntegrityError

from office import clock, csrf, repeats
from office.error_pages import problem
from office.errors import Forbidden, Invalid, Refusal
from office.i18n import _
from office.typed import UNSEEN
from office.web import public

PREFIX = "/api/v1"
REFUSED = (401, 403, 404, 409, 422)
LARGEST = 2**31 - 1
KEPT = ("Content-Type", "Location", "ETag")
Kept = tuple[int, dict[str, str], str]
ViewT = TypeVar("ViewT", bound=Callable[..., Any])

bp = Blueprint("api", __name__, url_prefix=PREFIX)


class Closed(BaseModel):
    """A schema that refuses what it does not name."""

    model_config = ConfigDict(extra="forbid")


Day = Annotated[date, Field(ge=clock.EARLIEST, le=clock.LATEST)]
Moment = Annotated[
    AwareDatetime,
    Field(
        ge=clock.local_midnight(clock.EARLIEST).isoformat(),
        le=clock.local_midnight(clock.LATEST).isoformat(),
    ),
]
Whole = Annotated[int, Field(ge=0, le=LARGEST)]


class ByUid(Closed):
    """A record by its public name."""

    uid: UUID


class Paging(Closed):
    """Where to go on, and how many at once."""

    limit: int = Field(50, ge=1, le=200)
    cursor: str = Field("", max_length=500)


class FieldFault(Closed):
    """One field that cannot be taken."""

    field: str
    detail: str


class Problem(Closed):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    code: str
    instance: str = ""
    basis: str = ""
    who: str = ""
    fix: str = ""
    errors: list[FieldFault] = []


class Unsupported(Refusal):
    """Only JSON is read here."""

    status = 415
    code = "unsupported-media-type"


class HouseBlueprint(APIBlueprint):
    """A blueprint whose every view asks for its scope and knows a repeated key."""

    def __init__(self, *words: Any, **facts: Any) -> None:
        super().__init__(*words, **facts)
        self._undescribed: list[Callable[[], Any]] = []

    def _collect_openapi_info(self, rule: str, func: Callable[..., Any], **facts: Any) -> Any:
        """A view whose name says all needs no sentence: the name is its summary."""
        if not func.__doc__ and not facts.get("summary"):
            facts["summary"] = func.__name__.replace("_", " ").capitalize()
        self._undescribed.append(partial(super()._collect_openapi_info, rule, func, **facts))
        return super()._collect_openapi_info(rule, func, doc_ui=False)

    def describe_in(self, app: Any) -> None:
        """Schemas of all views are two seconds of work: done when somebody asks, not at a start."""
        while self._undescribed:
            self._undescribed.pop(0)()
        app.paths.update(self.paths)
        app.components_schemas.update(self.components_schemas)
        known = {tag.name for tag in app.tags}
        app.tags.extend(tag for tag in self.tags if tag.name not in known)

    def _add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: Callable[..., Any] | None = None,
        provide_automatic_options: bool | None = None,  # noqa: FBT001  # Flask's signature
        **options: Any,
    ) -> None:
        if view_func is not None:
            view_func = guarded(view_func)
        super()._add_url_rule(rule, endpoint, view_func, provide_automatic_options, **options)


def api_blueprint(name: str) -> HouseBlueprint:
    """The API of one package, under /api/v1; register it with `app.register_api`."""
    return HouseBlueprint(
        f"api_{name}",
        name,
        url_prefix=PREFIX,
        abp_tags=[Tag(name=name)],
        abp_security=[{"bearer": []}, {"session": []}],
        abp_responses=dict.fromkeys(map(str, REFUSED)),
    )


def scope(name: str) -> Callable[[ViewT], ViewT]:
    """Ask for another scope than the method's own; stands under the route decorator."""

    def mark(view: ViewT) -> ViewT:
        view.scope = name  # type: ignore[attr-defined]  # functions carry marks
        return view

    return mark


def takes_bytes(view: ViewT) -> ViewT:
    """The body is a file and not JSON; the view checks it. Stands under the route decorator."""
    view.takes_bytes = True  # type: ignore[attr-defined]  # functions carry marks
    return view


def tells_secret(view: ViewT) -> ViewT:
    """The answer carries a secret: a repeated key gets status and headers, and an empty body."""
    view.kept_as = _without_body  # type: ignore[attr-defined]  # functions carry marks
    return view


def forgets_body(view: ViewT) -> ViewT:
    """What is sent leaves no trace in the kept call: a hash of few words tells the word."""
    view.forgets_body = True  # type: ignore[attr-defined]  # functions carry marks
    return view


def guarded(view: Callable[..., Any]) -> Callable[..., Any]:
    """Scope and content type first; a repeated key gets its first answer."""

    @functools.wraps(view)
    def within(**values: Any) -> Any:
        if not getattr(view, "is_public", False):
            require_scope(getattr(view, "scope", "act" if csrf.is_unsafe() else "read"))
        if not getattr(view, "takes_bytes", False):
            _require_json()
        key = request.headers.get("Idempotency-Key", "")
        if key and csrf.is_unsafe():
            kept_as = getattr(view, "kept_as", _whole)
            sent = "" if hasattr(view, "forgets_body") else request.get_data(cache=True).hex()
            return _once(key, sent, lambda: make_response(view(**values)), kept_as=kept_as)
        return view(**values)

    return within


def require_scope(name: str) -> None:
    """A token does no more than it was made for; a session is not narrowed."""
    scopes = g.actor.scopes
    if scopes is not None and name not in scopes:
        raise Forbidden(
            _("This token does not carry the scope “%(scope)s”.", scope=name),
            fix=_("Make a token with this scope on your account page."),
        )


def _require_json() -> None:
    if not csrf.is_unsafe() or not request.content_length:
        return
    if not request.is_json:
        raise Unsupported(_("Send application/json."))
    try:
        sent = request.get_json(silent=True)
    except RecursionError:
        raise Invalid(_("The request does not fit the schema.")) from None
    if any(map(UNSEEN.search, _texts(sent))):
        raise Invalid(_("A text holds signs that no paper can bear; send it without them."))


def _texts(value: Any) -> Iterator[str]:
    """Every text of a body, names of members too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


class _Undone(Exception):
    """Carries an answer that is not to be kept out of the transaction."""

    def __init__(self, answer: Response) -> None:
        self.answer = answer


def _whole(answer: Response) -> Kept:
    kept = {name: answer.headers[name] for name in KEPT if name in answer.headers}
    return answer.status_code, kept, answer.get_data(as_text=True)


def _without_body(answer: Response) -> Kept:
    status, headers, _body = _whole(answer)
    return status, headers, ""


def _once(
    key: str, sent: str, view: Callable[[], Response], *, kept_as: Callable[[Response], Kept]
) -> Response:
    if len(key) > 200:
        raise Invalid(_("This Idempotency-Key is too long."))
    name = repeats.digest(g.session.uid, key)
    content = repeats.digest(request.method, request.full_path, sent)
    answers: list[Response] = []

    def act() -> Kept:
        answer = view()
        if answer.status_code >= 400:
            raise _Undone(answer)
        answers.append(answer)
        return kept_as(answer)

    kept = repeats.kept_call(name, content)
    try:
        if kept is None:
            repeats.keep_call(name, content, act)
            return answers[0]
    except _Undone as undone:
        return undone.answer
    except IntegrityError:
        kept = repeats.kept_call(name, content)
        if kept is None:
            raise
    return _again(kept)


def _again(kept: repeats.KeptCall) -> Response:
    answer = Response(kept.body, status=kept.status, headers=kept.headers)
    answer.headers["Idempotency-Replayed"] = "true"
    return answer


def etag_of(record: Any) -> str:
    """The version of a record, for the header of its answer."""
    return f"{record.uid}:{record.version}"


def shown(schema: BaseModel, *, status: int = 200, record: Any = None) -> Response:
    """A schema as the answer, with the version of its record."""
    answer = Response(schema.model_dump_json(), status=status, content_type="application/json")
    if record is not None:
        answer.set_etag(etag_of(record))
    return answer


def invalid_request(error: ValidationError) -> Response:
    """What pydantic found, in the house's own form."""
    fields = {
        ".".join(str(part) for part in fault["loc"]) or "body": fault["msg"]
        for fault in error.errors(include_url=False, include_input=False)
    }
    return problem(Invalid(_("The request does not fit the schema."), fields=fields))


@bp.get("/openapi.json")
@public
def openapi() -> Response:
    """The description of the API; it says nothing about anybody's work."""
    return jsonify(current_app.extensions["office.api_doc"]())


def init_app(app: Flask) -> None:
    """Prepare the description and the form of refusals."""
    app.register_blueprint(bp)
    spec: Any = app
    spec.validation_error_callback = invalid_request
    spec.validation_error_model = Problem
    spec.security_schemes = {
        "bearer": {"type": "http", "scheme": "bearer"},
        "session": {"type": "apiKey", "in": "cookie", "name": "sid"},
    }
    app.extensions["office.api_doc"] = functools.cache(lambda: _described(spec))


def _described(app: Any) -> dict[str, Any]:
    for blueprint in app.blueprints.values():
        if isinstance(blueprint, HouseBlueprint):
            blueprint.describe_in(app)
    doc: dict[str, Any] = json.loads(json.dumps(app.api_doc))
    for path in doc["paths"].values():
        for operation in path.values():
            for status, answer in operation.get("responses", {}).items():
                if status >= "400":
                    schema = {"$ref": "#/components/schemas/Problem"}
                    answer["content"] = {"application/problem+json": {"schema": schema}}
    return doc
