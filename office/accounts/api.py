"""The API of accounts."""

from office.api import api_blueprint

bp = api_blueprint("accounts")
