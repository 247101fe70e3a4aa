"""A small application around the shell alone, so that its tests need no database."""

from pathlib import Path

import pytest
from flask import Flask, g

from office import i18n, ui
from office.config import FolderKind
from office.permissions import Actor, Role
from office.ui import menu, shell
from office.ui.menu import Entry, Section
from tests.browser_checks import serving

CLERK = Actor(
    account_id=7, tenure_id=3, name="Phạm Ngọc Lan", title="Văn thư", roles=frozenset({Role.CLERK})
)


class DemoSettings:
    """The settings that the shell asks for."""

    kind = FolderKind.DEMO
    is_demo = True
    data_dir = Path("no such folder")


class RealSettings:
    """Settings of a folder that is no demo."""

    kind = FolderKind.REAL
    is_demo = False


def make_shell(settings):
    """The shell with one reader, two posts and a menu."""
    app = Flask("office", static_folder=None)
    app.config.update(SECRET_KEY="not a secret", TESTING=True)
    app.extensions["office.settings"] = settings
    i18n.init_app(app)
    ui.init_app(app)
    app.before_request(lambda: setattr(g, "actor", CLERK))
    doors = shell.doors(app)
    doors.home = doors.search = doors.notices = doors.account = "kit.show"
    doors.sign_out = doors.switch_post = "kit.receive"
    doors.posts = lambda _actor: [
        shell.Post("1", "Văn thư", "Sở Nội vụ", is_current=True),
        shell.Post("2", "Chuyên viên kiêm nhiệm", "Phòng Tổ chức, biên chế"),
    ]
    doors.unread = lambda _actor: 3
    doors.sync = lambda _actor: shell.Sync("Đã đồng bộ 09:42")
    menu.register(app, *ENTRIES)
    menu.use_counts(app, lambda _actor: {"work": 23, "incoming": 1404})
    return app


ENTRIES = [
    Entry(
        "kit.show", "My work", "desk", Section.HOME, count="work", waits=True, dock="Work", go="h"
    ),
    Entry(
        "kit.page",
        "Incoming",
        "in",
        Section.DOCUMENTS,
        count="incoming",
        waits=True,
        dock="In",
        go="i",
        values={"name": "list"},
    ),
]


@pytest.fixture(scope="session")
def shell_app():
    return make_shell(DemoSettings())


@pytest.fixture
def real_app():
    return make_shell(RealSettings())


@pytest.fixture
def visitor(shell_app):
    return shell_app.test_client()


@pytest.fixture(scope="session")
def address(shell_app):
    with serving(shell_app) as served:
        yield served
