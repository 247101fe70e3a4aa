"""The one blueprint of the routes of the register."""

from office.api import api_blueprint

bp = api_blueprint("personnel")
