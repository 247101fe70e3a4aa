"""A whole certification authority for demonstrations and tests: trusted by its own folder only.

It is a program of its own (`python -m signing.providers.demo_pki`) and knows nothing of the house,
so that what it says about a signature is said by an independent witness.
"""

from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Serve the authority on loopback until stopped."""
    from signing.providers.demo_pki.program import serve

    return serve(argv)
