"""The one blueprint of the pages of the register."""

from flask import Blueprint

bp = Blueprint("personnel", __name__, template_folder="../templates")
