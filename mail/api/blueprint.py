"""The one blueprint of mail's routes."""

from office.api import api_blueprint

bp = api_blueprint("mail")
