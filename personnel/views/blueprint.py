"""The blueprint of this package and what its pages share."""

from flask import Blueprint, g

from office.permissions import Actor

bp = Blueprint("personnel", "personnel", url_prefix="/personnel", template_folder="templates")


def actor() -> Actor:
    """Who asks; a gate before every page has seen to it that there is somebody in a post."""
    found: Actor = g.actor
    return found
