"""What is done and what is still missing, for one agency."""

from flask import url_for

from office import missing
from office.setup.views.blueprint import bp, own_agency, shown
from office.units.models import Unit
from office.units.queries import agencies, name_of
from office.units.versions import unit_uids


@bp.get("")
def guide() -> str:
    agency = own_agency()
    lines = missing.lines_of(agency.id)
    states = [line.state for line in lines]
    return shown(
        "guide",
        agency=agency,
        name=name_of(agency.id),
        lines=[(line, _way(line, agency)) for line in lines],
        open_count=states.count(missing.State.MISSING),
        advised=states.count(missing.State.ADVISED),
        others=[one for one in agencies() if one.unit_id != agency.id],
        uids=unit_uids([one.unit_id for one in agencies()]),
    )


def _way(line: missing.Line, agency: Unit) -> str:
    endpoint = line.asked.endpoint
    return url_for(endpoint, uid=agency.uid) if endpoint else ""
