"""The registers as they are printed: no number is left out, whatever series it belongs to."""

import re
from html import unescape

import pytest

from bench.readers import counted
from documents import operations
from documents.models import DocumentState
from documents.operations.numbers import outgoing_series, take_number
from documents.views import registers
from office.db import transaction
from tests import build
from tests.documents import stages
from tests.documents.pages import Reader


@pytest.fixture
def snv(house):
    return build.agency()


def given(house, type_code, count):
    """Documents that got a number in the series of a type."""
    for place in range(count):
        document = stages.signed(house, f"{type_code} thứ {place + 1}")
        with transaction():
            number = take_number(document, outgoing_series(type_code), by=house.clerk)
            document.number, document.symbol = number, f"{number:02d}/{type_code}"


def printed(reader, path="/documents/outgoing/print"):
    """The symbols of every page of the register, following its link to the next one."""
    page = reader.get(path)
    symbols = re.findall(r"<td>(\d\d/[a-z-]+)</td>", page)
    onward = re.search(r'href="(/documents/outgoing/print\?[^"]+)"', page)
    return symbols + (printed(reader, unescape(onward[1])) if onward else [])


def test_every_series_of_outgoing_papers_is_printed_to_its_end(house, snv, monkeypatch):
    monkeypatch.setattr(registers, "LINES", 2)
    for type_code, count in (("bao-cao", 3), ("quyet-dinh", 2)):
        given(snv, type_code, count)
    assert printed(Reader(house, snv.clerk)) == [
        "01/bao-cao",
        "02/bao-cao",
        "03/bao-cao",
        "01/quyet-dinh",
        "02/quyet-dinh",
    ]


def test_first_and_last_number_are_named_where_they_are_of_one_series(house, snv):
    clerk = Reader(house, snv.clerk)
    given(snv, "bao-cao", 2)
    assert "từ số 1 đến số 2" in clerk.get("/documents/outgoing/print")
    given(snv, "quyet-dinh", 1)
    assert "từ số" not in clerk.get("/documents/outgoing/print")


def test_the_copy_is_kept_by_the_unit_that_drafted(house, snv):
    document = operations.start_draft(subject="Về việc", type_code="quyet-dinh", by=snv.official)
    assert document.notation == "QĐ-SNV"
    with transaction():
        take_number(document, outgoing_series("quyet-dinh"), by=snv.clerk)
        document.state, document.symbol = DocumentState.NUMBERED, "01/QĐ-SNV"
    assert "<td>CCVC</td>" in Reader(house, snv.clerk).get("/documents/outgoing/print")


def test_a_full_page_takes_as_many_statements_as_a_short_one(house, snv):
    clerk = Reader(house, snv.clerk)
    taken = []
    for count in (1, 6):
        given(snv, "bao-cao", count)
        clerk.get("/documents/outgoing/print")
        with counted(house) as said:
            clerk.get("/documents/outgoing/print")
        taken.append(len(said))
    assert taken[0] == taken[1]
