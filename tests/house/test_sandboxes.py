"""A sandbox is an independent witness: of our code it imports nothing but constants."""

import pytest

from tests.house import walk

SANDBOXES = {
    "documents/axis/sandbox": ("documents.axis.codes",),
    "personnel/national/sandbox": ("personnel.national.codes",),
    "signing/providers/demo_pki": ("signing.codes", "signing.providers.codes"),
}


def own_files(place):
    return [name for name in walk.sources() if name.startswith((f"{place}/", f"{place}.py"))]


@pytest.mark.parametrize("place", [place for place in SANDBOXES if own_files(place)])
def test_a_sandbox_knows_constants_only(place):
    allowed = (place.replace("/", "."), *SANDBOXES[place])
    found = [
        f"{name} imports {module}"
        for name in own_files(place)
        for module in walk.imports(walk.trees()[name])
        if module.split(".")[0] in walk.PACKAGES and not module.startswith(allowed)
    ]
    assert not found, walk.listing(found)
