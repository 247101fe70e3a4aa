"""Which bodies of the axis stand behind addresses of mail."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from documents.models import AxisAgency, Channel, Dispatch
from mail import queries as mail
from office.db import db
from office.permissions import Actor
from office.units import queries as units


def bodies_at(addresses: Sequence[str], actor: Actor) -> list[str]:
    """The names of agencies, other than the actor's own, whose boxes these are, each once."""
    own = set(units.lineage(actor.agency_id)) if actor.agency_id else set()
    found = [*_inside(addresses, own), *_outside(addresses)]
    return list(dict.fromkeys(found))


def _inside(addresses: Sequence[str], own: set[int]) -> Iterator[str]:
    """The box of a desk stands for its agency; a person's own never does."""
    for address in addresses:
        found = mail.agency_of_desk_at(address)
        if found is not None and found not in own and units.organ_id(found):
            yield units.name_of(found)


def _outside(addresses: Sequence[str]) -> list[str]:
    """Receivers to whom documents went by mail though the axis lists them by the same name."""
    named = select(Dispatch.receiver_name).where(
        Dispatch.channel == Channel.MAIL, Dispatch.address.in_(addresses)
    )
    listed = select(AxisAgency.name).where(AxisAgency.is_listed, AxisAgency.name.in_(named))
    return list(db.session.scalars(listed.order_by(AxisAgency.name).distinct()))
