"""An official at the pages: signs in as somebody of the test world and reads what stands there."""

import re
from urllib.parse import urlsplit

from office.accounts.models import Account
from office.db import db
from tests import as_role


class Reader:
    """One person of the test world with a browser of his own, without a script."""

    def __init__(self, house, person):
        self.client = house.test_client()
        account = db.session.get_one(Account, person.account_id)
        self.opened = as_role.sign_in(self.client, account)

    def get(self, path, status=200, **headers):
        """The page's text; the status is part of what is expected."""
        answer = self.client.get(path, headers={"Accept-Language": "en"} | headers)
        assert answer.status_code == status, (path, answer.status_code, words(answer)[:600])
        return answer.text

    def answer(self, path, **headers):
        """The whole answer, for headers."""
        return self.client.get(path, headers={"Accept-Language": "en"} | headers, buffered=True)

    def post(self, path, status=303, **typed):
        """Send a form; gives the path it leads to, or the page when it comes back."""
        answer = self.client.post(path, data=typed, headers={"Accept-Language": "en"})
        assert answer.status_code == status, (path, answer.status_code, words(answer)[:600])
        if status != 303:
            return answer.text
        parts = urlsplit(answer.location)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path


def words(answer):
    """What is left of a page without its tags."""
    return re.sub(r"<[^>]+>|\s+", " ", answer.text)


def path_of(document, *more):
    """The address of a document and what lies below it."""
    return "/".join(["/documents", str(document.uid), *more])
