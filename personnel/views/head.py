"""What stands above every page of a dossier."""

from typing import Any

from flask import request, url_for

from office.i18n import _, language
from office.permissions import allowed
from office.ui import menu
from office.ui.parts import Link
from office.units import queries as units
from personnel.models import Dossier
from personnel.policy import Can, is_own
from personnel.policy.national import CanTell
from personnel.queries.files import portrait_of
from personnel.record import codes
from personnel.rows.listing import pay_of
from personnel.rows.parts import PARTS
from personnel.views.blueprint import actor

ASKED = ("on", "known")


def kept() -> dict[str, Any]:
    """The day and the knowledge that were asked for, to be asked for again."""
    return {name: request.args[name] for name in ASKED if request.args.get(name)}


def head(found: Dossier, here: str) -> dict[str, Any]:
    """What stands above every page of a dossier."""
    own = is_own(actor(), found)
    menu.mark_current("personnel.own" if own else "personnel.listed")
    return {
        "dossier": found,
        "own": own,
        "tabs": _tabs(found, here),
        "unit": units.name_of(found.unit_id) if found.unit_id else "",
        "body": units.name_of(found.agency_id),
        "pay": pay_of(found) if found.grade else "",
        "category": codes.name("category", found.category, language()) if found.category else "",
        "has_portrait": bool(portrait_of(found)),
        "may_list": allowed(actor(), Can.LIST),
        "may_prepare": allowed(actor(), Can.PREPARE, found),
    }


def _tabs(found: Dossier, here: str) -> list[Link]:
    asked = kept()
    parts = [
        Link(str(label), url_for("personnel.record", uid=found.uid, part=name, **asked))
        for name, (label, _groups) in PARTS.items()
    ]
    pages = [
        Link(_("Declarations"), url_for("personnel.declared", uid=found.uid)),
        Link(_("Decisions"), url_for("personnel.official_decisions", uid=found.uid)),
        Link(_("Hand-over"), url_for("personnel.handover", uid=found.uid)),
        Link(_("Printed forms"), url_for("personnel.prints", uid=found.uid, **asked)),
        Link(_("Differences"), url_for("personnel.compared", uid=found.uid)),
        Link(_("Data quality"), url_for("personnel.dossier_quality", uid=found.uid)),
        Link(_("Who looked"), url_for("personnel.accesses", uid=found.uid)),
    ]
    names = [*PARTS, "declarations", "decisions", "handover", "prints"]
    names += ["differences", "quality", "accesses"]
    if allowed(actor(), CanTell.SETTLE, found):
        pages.append(Link(_("National database"), url_for("personnel.national_of", uid=found.uid)))
        names.append("national")
    return [
        Link(link.label, link.url, is_current=name == here)
        for name, link in zip(names, [*parts, *pages], strict=True)
    ]
