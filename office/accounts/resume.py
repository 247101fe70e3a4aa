"""A form that met a closed door is not lost: it waits, signed, in the page that opens the door."""

from dataclasses import dataclass

from flask import current_app, g, render_template, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from office import csrf
from office.accounts.queries import session_by_token
from office.actor import cookie_name

LASTS = 3600
LARGEST = 1_500_000
OWN_FIELDS = frozenset({csrf.FIELD, csrf.ONCE})
SECRETS = frozenset({"password", "current", "pin", "new_pin", "code", "secret"})


@dataclass(frozen=True)
class Kept:
    """A form as it was sent, without its secrets and files: these are asked for again."""

    path: str
    account_id: int | None
    fields: list[tuple[str, str]]
    secrets: list[str]
    files: list[str]


def keep() -> str:
    """The form of this request as one signed word; empty when there is none."""
    if request.method != "POST" or request.is_json:
        return ""
    given = [(n, v) for n, v in request.form.items(multi=True) if n not in OWN_FIELDS]
    hidden = sorted({name for name, _value in given if is_secret(name)})
    word: str = _serializer().dumps(
        {
            "path": request.full_path.rstrip("?"),
            "account_id": _whose(),
            "fields": [pair for pair in given if not is_secret(pair[0])],
            "secrets": hidden,
            "files": sorted(request.files.keys()),
        }
    )
    return word if len(word) <= LARGEST else ""


def is_secret(name: str) -> bool:
    """Whether a field is never written into a page."""
    return name in SECRETS


def _whose() -> int | None:
    if g.session is not None:
        account_id: int | None = g.actor.account_id
        return account_id
    row = session_by_token(request.cookies.get(cookie_name(), ""))
    return row.account_id if row else None


def read(word: str, *, account_id: int | None) -> Kept | None:
    """The form again, for its own author only."""
    try:
        found = _serializer().loads(word, max_age=LASTS) if word else None
    except BadSignature:
        return None
    if found is None or found["account_id"] != account_id:
        return None
    return Kept(
        path=found["path"],
        account_id=found["account_id"],
        fields=[(name, value) for name, value in found["fields"]],
        secrets=found["secrets"],
        files=found["files"],
    )


def page(kept: Kept) -> str:
    """The page on which the kept form is sent on, by its author's own click."""
    return render_template("accounts/resume.html", kept=kept)


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="kept form")


def safe_next(path: str) -> str:
    """Where to go afterwards: a path of this house and nothing else (ASVS 3.7.2)."""
    is_ours = path.startswith("/") and not path.startswith("//")
    return path if is_ours and "\\" not in path and path.isprintable() else "/"
