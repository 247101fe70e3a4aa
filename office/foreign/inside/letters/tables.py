"""Code pages of Vietnamese that Python does not know: TCVN 5712-3 (ABC fonts), VISCII, VNI.

All three are read over Windows-1252: their fonts only paint other letters on the same places.
"""

import re

# The letters of TCVN 5712 from A1 on; the five marks at B0 stand after their letter.
_TCVN = (
    "ĂÂÊÔƠƯĐăâêôơưđẰ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴ"
    "ẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"
)
# The letters of VISCII (RFC 1456) from 80 on, and the six among the control signs.
_VISCII = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"
    "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)
_VISCII_LOW = {0x02: "Ẳ", 0x05: "Ẵ", 0x06: "Ẫ", 0x14: "Ỷ", 0x19: "Ỹ", 0x1E: "Ỵ"}
# VNI-Windows writes a plain letter and then its mark; some letters have a place of their own.
_VNI_MARKS = {
    "ù": "\u0301",
    "ø": "\u0300",
    "û": "\u0309",
    "õ": "\u0303",
    "ï": "\u0323",
    "â": "\u0302",
    "á": "\u0302\u0301",
    "à": "\u0302\u0300",
    "å": "\u0302\u0309",
    "ã": "\u0302\u0303",
    "ä": "\u0302\u0323",
    "ê": "\u0306",
    "é": "\u0306\u0301",
    "è": "\u0306\u0300",
    "ú": "\u0306\u0309",
    "ü": "\u0306\u0303",
    "ë": "\u0306\u0323",
}
_VNI_LETTERS = {"ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ñ": "đ"}
_VNI_BOTH = {**_VNI_LETTERS, **{one.upper(): to.upper() for one, to in _VNI_LETTERS.items()}}
_VNI_PAIR = re.compile(
    f"([aeouyAEOUYôöÔÖ])([{''.join(_VNI_MARKS)}{''.join(_VNI_MARKS).upper()}])|(.)", re.DOTALL
)

LOST = {0x81: 0x81, 0x8D: 0x8D, 0x8F: 0x8F, 0x90: 0x90, 0x9D: 0x9D}


def windows_1252(data: bytes) -> str:
    """As the web reads it: the five places without a sign stay what they are."""
    return data.decode("cp1252", errors="surrogateescape").translate(
        {0xDC00 + byte: code for byte, code in LOST.items()}
    )


def back_to_bytes(text: str) -> bytes:
    """The bytes behind a text that was read as Windows-1252; other signs become a question mark."""
    return b"".join(_byte(sign) for sign in text)


def _byte(sign: str) -> bytes:
    if ord(sign) < 0x100:
        return bytes([ord(sign)])
    return sign.encode("cp1252", errors="replace")


def tcvn3(data: bytes) -> str:
    """TCVN 5712-3, the code of the .Vn fonts: capitals with marks are another font."""
    return windows_1252(data).translate(_OVER_TCVN)


def viscii(data: bytes) -> str:
    """VISCII (RFC 1456)."""
    return data.decode("latin-1").translate(_OVER_VISCII)


def vni(data: bytes) -> str:
    """The code of the VNI fonts under Windows."""
    return _VNI_PAIR.sub(_vni_letter, windows_1252(data))


def _vni_letter(found: re.Match[str]) -> str:
    letter, mark, alone = found.groups()
    if alone:
        return _VNI_BOTH.get(alone, alone)
    return _VNI_BOTH.get(letter, letter) + _VNI_MARKS[mark.lower()]


_OVER_TCVN: dict[int, str] = dict(enumerate(_TCVN, start=0xA1))
_OVER_VISCII: dict[int, str] = {**dict(enumerate(_VISCII, start=0x80)), **_VISCII_LOW}
OWN = {"tcvn3": tcvn3, "viscii": viscii, "vni": vni}
