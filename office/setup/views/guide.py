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
    open_lines = [line for line in lines if line.state is not missing.State.DONE]
    return shown(
        "guide",
        agency=agency,
        name=name_of(agency.id),
        lines=[(line, _way(line, agency)) for line in lines],
        open_count=len(open_lines),
        others=[one for one in agencies() if one.unit_id != agency.id],
        uids=unit_uids([one.unit_id for one in agencies()]),
    )


def _way(line: missing.Line, agency: Unit) -> str:
    endpoint = line.asked.endpoint
    return url_for(endpoint, uid=agency.uid) if endpoint else ""
