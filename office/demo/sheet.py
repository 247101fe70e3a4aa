"""`demo.json`: the sheet that names every account and service of the demo, for people and scripts.

Passwords, PINs and factor secrets are made once and stand nowhere else in the clear; the tokens
are new at each start and end with it.
"""

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from office import clock
from office.accounts import operations as accounts
from office.accounts.models import Account, ApiToken
from office.config import write_private
from office.db import db, transaction
from office.demo import DemoAccount, Service
from office.demo_data import first_matter
from office.permissions import SYSTEM
from office.units.models import Tenure

FILE = "demo.json"
TOKEN_NAME = "demo.json"  # noqa: S105 - the name of a token, not its value
SCOPES = ("read", "act")
LASTS = timedelta(days=7)
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def new_password() -> str:
    """Sixteen letters in four groups, easy to read from a terminal."""
    letters = [secrets.choice(LETTERS) for _number in range(16)]
    return "-".join("".join(letters[at : at + 4]) for at in range(0, 16, 4))


def new_pin() -> str:
    """Six different digits."""
    return "".join(secrets.SystemRandom().sample("0123456789", 6))


def read(folder: Path) -> dict[str, Any]:
    """The sheet as it was last written; empty before the first."""
    path = folder / FILE
    if not path.exists():
        return {"url": "", "accounts": [], "services": {}}
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def write(folder: Path, sheet: dict[str, Any]) -> None:
    """Replace the sheet; only the owner of the folder reads it."""
    write_private(folder / FILE, json.dumps(sheet, ensure_ascii=False, indent=1))


def accounts_of(folder: Path) -> tuple[DemoAccount, ...]:
    """The accounts that the sheet names."""
    names = [field.name for field in fields(DemoAccount)]
    rows = read(folder)["accounts"]
    return tuple(DemoAccount(**{name: row[name] for name in names if name in row}) for row in rows)


def services_of(folder: Path) -> dict[str, Service]:
    """The programs that the sheet names."""
    rows = read(folder)["services"]
    return {name: Service(row["host"], row["port"], row["token"]) for name, row in rows.items()}


def write_accounts(folder: Path, rows: Iterable[DemoAccount]) -> None:
    """Keep the accounts once they were made; who plays in the guided tour stands first."""
    cast = {login for login in asdict(first_matter().play).values() if isinstance(login, str)}
    ordered = sorted(rows, key=lambda row: row.login not in cast)
    made = [asdict(row) | {"token": ""} for row in ordered]
    write(folder, read(folder) | {"accounts": made})


def note(folder: Path, facts: Mapping[str, dict[str, str]]) -> None:
    """Add what a later step made for accounts, by their login."""
    sheet = read(folder)
    for row in sheet["accounts"]:
        row.update(facts.get(row["login"], {}))
    write(folder, sheet)


def write_services(folder: Path, services: dict[str, Service]) -> None:
    """Say where the programs listen in this run."""
    shown = {name: asdict(one) | {"url": one.url} for name, one in services.items()}
    if "axis" in shown:
        for name in ("inject", "requests", "statuses"):
            shown["axis"][f"{name}_url"] = f"{services['axis'].url}/{name}"
    if "register" in shown:
        for name in ("faults", "page"):
            shown["register"][f"{name}_url"] = f"{services['register'].url}/control/{name}"
    write(folder, read(folder) | {"services": shown})


def write_mail(folder: Path, ports: dict[str, int]) -> None:
    """Say where mail is taken in this run."""
    known = read(folder)
    doors = {name: {"host": "127.0.0.1", "port": port, "token": ""} for name, port in ports.items()}
    write(folder, known | {"services": known["services"] | doors})


def renew(folder: Path, url: str) -> None:
    """New tokens for this run and its address; those of the run before are void."""
    sheet = read(folder)
    with transaction():
        revoke_tokens()
        for row in sheet["accounts"]:
            row["token"] = _token(row["login"], row["tenure"])
    write(folder, sheet | {"url": url})


def revoke_tokens() -> None:
    """End the tokens of a run."""
    mine = update(ApiToken).where(ApiToken.name == TOKEN_NAME, ApiToken.revoked_at.is_(None))
    with transaction():
        db.session.execute(mine.values(revoked_at=clock.now()))


def _token(login: str, tenure_uid: str) -> str:
    account = db.session.scalars(select(Account).where(Account.login == login)).one()
    tenure = db.session.scalars(select(Tenure).where(Tenure.uid == UUID(tenure_uid))).one()
    return accounts.make_token(
        account,
        tenure=tenure,
        name=TOKEN_NAME,
        scopes=SCOPES,
        expires_at=clock.now() + LASTS,
        by=SYSTEM,
    )
