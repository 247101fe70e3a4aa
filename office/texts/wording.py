"""The one text that leaves, and whether a text is a single message (3GPP TS 23.038, 23.040)."""

from office.i18n import _l

LOOK = _l("Công Vụ: something waits for you. Please open the system.")
"""The same for all that happens: the service that carries it learns nothing of what it is about."""

MOST_PLAIN, MOST_UNICODE = 160, 70
PLAIN = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
DOUBLE = frozenset("^{}\\[~]|€\f")


def is_single(text: str) -> bool:
    """Whether a text goes as one message: 160 places of the plain alphabet, else 70 of Unicode."""
    if set(text) <= PLAIN | DOUBLE:
        return len(text) + sum(sign in DOUBLE for sign in text) <= MOST_PLAIN
    return len(text.encode("utf-16-be")) // 2 <= MOST_UNICODE
