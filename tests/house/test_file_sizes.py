"""Small pieces: a file that outgrows its limit becomes a folder of the same name."""

from tests.house import walk

LIMITS = {"code": 400, "template": 80}


def too_long(files, limit):
    sizes = {name: text.count("\n") for name, text in files.items()}
    return [
        f"{name}: {size} lines, at most {limit}" for name, size in sizes.items() if size > limit
    ]


def test_no_source_file_is_too_long():
    """A migration is one step, written by the tool and never edited once merged."""
    files = {n: t for n, t in walk.sources().items() if "/migrations/versions/" not in n}
    found = too_long(files, LIMITS["code"])
    assert not found, walk.listing(found)


def test_no_template_is_too_long():
    found = too_long(walk.templates(), LIMITS["template"])
    assert not found, walk.listing(found)
