"""The contract: the file is what the program serves, and every call keeps to it."""

import json

import pytest

from personnel.national.contract.__main__ import FILE
from personnel.national.sandbox import document
from tests.personnel.national.attack import Attack

CALLS = [
    one["operationId"]
    for path in json.loads(FILE.read_text("utf-8"))["paths"].values()
    for one in path.values()
]


def schemas(value):
    if isinstance(value, dict):
        yield value
        value = value.values()
    for one in value if isinstance(value, list | type({}.values())) else ():
        yield from schemas(one)


def test_the_file_is_what_the_program_serves(sandbox):
    """After a change of the calls: `make contract`."""
    assert FILE.read_text("utf-8") == document.text()
    assert sandbox.call("/openapi.json", token=None).body == document.text().encode()


def test_all_bodies_are_closed():
    """Only what is carried as it comes is open."""
    known = document.document()["components"]["schemas"]
    open_ones = {
        name
        for name, shape in known.items()
        for one in schemas(shape)
        if one.get("type") == "object" and one.get("additionalProperties", True) is True
    }
    assert open_ones == {"Changed", "ConflictOut", "Event", "Row", "Service"}


@pytest.fixture(scope="module")
def attack(running_register):
    running_register.faults()
    made = Attack(running_register)
    yield made
    made.close()


@pytest.mark.parametrize("call", CALLS)
def test_every_call_keeps_to_the_contract(attack, call):
    """Right and wrong words from every role and from nobody; `make long PART=psx` sends more."""
    before = attack.sent
    attack.carry_out(call, examples=20, seed=1)
    assert attack.sent - before >= 20
