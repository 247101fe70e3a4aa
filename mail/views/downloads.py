"""How a file of a letter leaves: under its own name, saved unless it is harmless, never acting."""

import unicodedata
from urllib.parse import quote

from werkzeug.wrappers import Response

LOCKED = "sandbox; default-src 'none'"
BARE = str.maketrans("đĐ", "dD")


def disposition(name: str, *, is_shown: bool) -> str:
    """Shown or saved under its own name; letters beyond ASCII as RFC 6266 writes them."""
    plain_name = "".join(sign for sign in name if sign.isprintable())[:200]
    bare = unicodedata.normalize("NFD", plain_name).translate(BARE)
    signs = (sign for sign in bare if not unicodedata.combining(sign))
    plain = "".join(sign if sign.isascii() else "_" for sign in signs)
    plain = plain.replace('"', "_").replace("\\", "_")
    way = "inline" if is_shown else "attachment"
    return f"{way}; filename=\"{plain}\"; filename*=UTF-8''{quote(plain_name, safe='')}"


def locked(answer: Response) -> Response:
    """Content of letters is never kept by the browser and never acts."""
    answer.headers["Content-Security-Policy"] = LOCKED
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store"
    answer.headers.pop("ETag", None)
    answer.headers.pop("Last-Modified", None)
    return answer
