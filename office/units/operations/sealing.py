"""The picture of an agency's seal and its true size."""

from office import audit
from office.db import operation
from office.errors import Invalid
from office.i18n import _
from office.permissions import Actor, require
from office.units.models import Unit
from office.units.operations.authority import choose
from office.units.policy import Can

LEAST_MM, MOST_MM = 20, 60


@operation
def keep_seal(agency: Unit, *, diameter_mm: int, image: str = "", by: Actor) -> None:
    """Keep the seal's picture (by its hash) and its diameter; documents sealed before keep theirs.

    The picture stands on documents in its true size (Decree 30/2020/NĐ-CP, Annex I, box 8).
    """
    require(by, Can.MANAGE_UNITS, agency)
    if not LEAST_MM <= diameter_mm <= MOST_MM:
        words = _("A seal measures from %(least)s to %(most)s mm.", least=LEAST_MM, most=MOST_MM)
        raise Invalid(words, fields={"diameter": words})
    choose(agency, "seal_diameter_mm", diameter_mm, by=by)
    if image:
        choose(agency, "seal_image", image, by=by)
    audit.record("agency.seal", agency, by=by, diameter_mm=diameter_mm, image=image)
