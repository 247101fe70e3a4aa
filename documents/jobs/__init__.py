"""Work done outside requests: the axis, composing, page images and verdicts."""


def register() -> None:
    """Load the functions that deliver this package's topics."""
    from documents.jobs import axis, composing, local, looking

    del axis, composing, local, looking
