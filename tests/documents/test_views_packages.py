"""The packages as the clerk follows them."""

import pytest

from tests import build
from tests.documents import stages
from tests.documents.pages import Reader


@pytest.mark.parametrize(
    ("meaning", "said"),
    [("status:01", "receipt"), ("status:06", "receipt"), ("recall", "recall")],
)
def test_what_a_package_means_is_said_in_its_row(house, meaning, said):
    snv = build.agency()
    stages.packages(snv, 1, meaning=meaning)
    assert f"<span>{said}</span>" in Reader(house, snv.clerk).get("/documents/packages")
