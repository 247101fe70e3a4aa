"""What the boxes of the layout are filled with."""

import pytest

from documents import queries
from documents.jobs.contents import content_of
from office import clock
from office.permissions import SYSTEM
from office.units import operations as units
from office.units.operations.tree import Naming
from tests import build
from tests.documents import stages


@pytest.mark.parametrize(
    ("heading", "printed"),
    [
        ("", ("", "Sở Nội vụ")),
        ("UBND TỈNH LAM GIANG\nSỞ NỘI VỤ", ("UBND TỈNH LAM GIANG", "SỞ NỘI VỤ")),
        ("ỦY BAN NHÂN DÂN TỈNH LAM GIANG", ("", "ỦY BAN NHÂN DÂN TỈNH LAM GIANG")),
    ],
)
def test_the_heading_is_printed_as_the_unit_gives_it(house, heading, printed):
    snv = build.agency()
    naming = Naming(name="Sở Nội vụ", symbol="SNV", heading=heading)
    units.rename(snv.unit, naming, on=clock.today(), by=SYSTEM)
    document = stages.drafted(snv)
    content = content_of(document, queries.draft_of(document))
    assert (content.parent_agency, content.agency) == printed
