"""A resolver that knows nothing, and an intake that is empty before each test."""

import shutil

import pytest

from mail.jobs import judging
from mail.jobs.intake import FOLDER
from mail.wire.resolver import resolver_at
from office.config import current_settings


@pytest.fixture
def intake(mail, monkeypatch):
    """The post office with an empty intake; DNS answers nothing."""
    monkeypatch.setattr(judging, "the_resolver", lambda: resolver_at(()))
    folder = current_settings().data_dir / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    yield mail
    shutil.rmtree(folder, ignore_errors=True)
