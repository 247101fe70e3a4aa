"""QR codes for paper."""

import io

import segno


def qr_svg(address: str) -> str:
    """The code as SVG without a border, for typst."""
    return _drawn(address, "svg", border=0, xmldecl=False).decode()


def qr_png(address: str, *, scale: int = 8) -> bytes:
    """The code as PNG with its quiet zone, for a word processor."""
    return _drawn(address, "png", border=2, scale=scale)


def _drawn(address: str, kind: str, **look: int | bool) -> bytes:
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind=kind, **look)
    return drawn.getvalue()
