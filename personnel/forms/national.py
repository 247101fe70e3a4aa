"""The address of the national database and the filters of its lists, out of what was typed."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from office.errors import NotFound
from office.i18n import _
from office.units import queries as units
from personnel.models import LinkState
from personnel.national.mapping import profiles
from personnel.operations import Address
from personnel.queries.exchange import ToldNarrow
from personnel.queries.national import CONTRACT

LONGEST = 100
MOST_CHOSEN = 500
FIELDS = ("base_url", "client_id", "secret", "receiver", "client_agency", "profile")
ASKED = ("q", "state", "unit")
Options = list[tuple[str, object]]


def address_of(form: Mapping[str, str]) -> Address:
    """What stands in the form; whether it will do is said by the operation."""
    return Address(**{name: form.get(name, "") for name in FIELDS})


def profile_options() -> Options:
    """The makes of registers that the line can speak with."""
    return [(CONTRACT, _("Contract PSX v1 (signed JSON)")), *((one, one) for one in profiles())]


def asked_of(args: Mapping[str, str]) -> dict[str, str]:
    """The words of the address, each of bounded length."""
    return {name: args.get(name, "").replace("\0", "").strip()[:LONGEST] for name in ASKED}


def narrow_of(said: Mapping[str, str]) -> ToldNarrow:
    """The same as the query takes it; what cannot be read narrows not."""
    return ToldNarrow(
        words=said["q"],
        state=LinkState(said["state"]) if said["state"] in set(LinkState) else None,
        units=_units(said["unit"]),
    )


def _units(uid: str) -> Sequence[int]:
    try:
        return sorted(units.subtree_ids(units.unit_by_uid(UUID(uid)).id))
    except (ValueError, NotFound):
        return ()


def chosen_of(texts: Sequence[str]) -> list[UUID]:
    """The ticked boxes; what is no name of a record is left out."""
    found: list[UUID] = []
    for text in texts[:MOST_CHOSEN]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
