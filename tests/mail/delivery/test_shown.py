"""A letter of every sharp shape comes as mail does and is read on every page without an error."""

from collections import Counter

from tests.documents.pages import Reader
from tests.mail.shown import Pages, brought
from tests.office.foreign.letters_odd import one_of_each

LEFT_TO_THE_LONG_PART = {
    "plain", "raw head", "decomposed", "named code page", "arabic", "alternative", "folded",
    "report", "long head", "bare lines", "false paper", "sealed", "invited", "crowd", "signed",
    "wide lines", "only a file",
}  # fmt: skip


def test_the_sharpest_letters_are_shown_whole_and_harmless(house, intake):
    made = [one for one in one_of_each() if one.shape not in LEFT_TO_THE_LONG_PART]
    assert {"old tcvn3", "old vni", "newsletter", "torn"} <= {one.shape for one in made}
    items = brought(made)
    pages = Pages(Reader(house, intake.official).client)
    faults = pages.faults(list(zip(made, items, strict=True)), intake.boxes["official"])
    assert not faults, Counter(faults).most_common(30)
