"""A stage on which `--play` is played by the people of a test: their names, tokens and sessions."""

import urllib.request
from datetime import timedelta
from types import SimpleNamespace

from mail import queries as boxes
from office import clock, demo_data
from office.accounts import operations as accounts
from office.accounts.models import Account
from office.accounts.queries import open_tenures
from office.db import db
from office.demo.browser import Browser
from office.demo.stage import Stage
from office.permissions import SYSTEM
from tests.browser.world import cookie_name_of, session_of
from tests.conftest import without_loop


def staged(world, monkeypatch, folder, cast):
    """The stage with an actor and his PIN for every login; gives what is told beside it."""
    told = []
    monkeypatch.setattr(
        demo_data, "person", lambda login: SimpleNamespace(name=cast[login][0].name)
    )
    with world.app.app_context(), without_loop():
        rows = [account_of(login, actor, pin) for login, (actor, pin) in cast.items()]
        sheet = {"url": world.address, "accounts": rows}
        stage = Stage(sheet, folder, lambda words, _link: told.append(words))
        for login, (actor, _pin) in cast.items():
            stage.browsers[login] = seated(world, actor)
    return stage, told


def account_of(login, actor, pin):
    account = db.session.get_one(Account, actor.account_id)
    token = accounts.make_token(
        account,
        tenure=open_tenures(account.person_id)[0],
        name="play",
        scopes=("act", "read"),
        expires_at=clock.now() + timedelta(days=1),
        by=SYSTEM,
    )
    box = boxes.own_box(account.person_id)
    email = boxes.primary_addresses([box.id])[box.id]
    return {"login": login, "email": email, "token": token, "pin": pin}


def seated(world, actor):
    """A browser that has signed in already."""
    token = session_of(db.session.get_one(Account, actor.account_id)).token
    made = Browser(world.address)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    opener.addheaders = [("Cookie", f"{cookie_name_of(world.app)}={token}")]
    made._open = opener.open  # noqa: SLF001 - its own cookies begin at the page of sign-in
    return made
