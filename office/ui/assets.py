"""Style sheets, scripts and pictures of the shell: joined, packed and named by content at start."""

import gzip
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, abort, has_request_context, request

STATIC = Path(__file__).parents[1] / "static"
PAGES = STATIC / "css" / "pages"  # what few pages need is not in the shell
LAYERS = ("reset", "tokens", "base", "layout", "parts", "screens", "print")
TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}
YEAR = 31_536_000

bp = Blueprint("assets", __name__)


@dataclass(frozen=True)
class Asset:
    """One file as it is sent: its bytes, packed and plain, under a name that changes with them."""

    name: str
    body: bytes
    packed: bytes


@cache
def assets() -> dict[str, Asset]:
    """All files of the shell by their plain names."""
    texts = {
        "app.css": f"@layer {', '.join(LAYERS)};{style_sheet()}",
        "kit.css": squeeze((STATIC / "css" / "kit.css").read_text(encoding="utf-8")),
        "app.js": script("js"),
        "room.js": script("room"),
        "recorder.js": recorder(),
        "player.js": bare_script((STATIC / "player.js").read_text(encoding="utf-8")),
        "envelopes.js": bare_script((STATIC / "envelopes.js").read_text(encoding="utf-8")),
        "minutes.js": bare_script((STATIC / "minutes.js").read_text(encoding="utf-8")),
        "conference.js": bare_script((STATIC / "conference.js").read_text(encoding="utf-8")),
        "compose.js": bare_script((STATIC / "compose.js").read_text(encoding="utf-8")),
        "icons.svg": (STATIC / "icons.svg").read_text(encoding="utf-8"),
        "kit-page.svg": kit_page(),
        "mark.svg": (STATIC / "mark.svg").read_text(encoding="utf-8"),
    }
    texts |= {path.name: squeeze(path.read_text(encoding="utf-8")) for path in PAGES.glob("*.css")}
    texts["app.js"] = _with_recorder(texts["app.js"], texts["recorder.js"])
    return {name: make_asset(name, text.encode()) for name, text in texts.items()}


def recorder() -> str:
    """The recorder of meetings: its parts know each other's names, so they are one module."""
    parts = sorted((STATIC / "recorder").glob("*.js"))
    return "".join(bare_script(path.read_text(encoding="utf-8")) for path in parts)


def _with_recorder(shell: str, recorder: str) -> str:
    """The shell loads the recorder by the name that its content has."""
    name = make_asset("recorder.js", recorder.encode()).name
    return shell.replace("./recorder.js", f"./{name}")


def kit_page() -> str:
    """The picture of a page for the kit: lines where words would be."""
    lines = [(90, 150), (330, 180), (330, 120)] + [(80, 435 - 90 * (n % 4 == 3)) for n in range(24)]
    marks = "".join(
        f'<rect x="{x}" y="{70 + n * 22 + 30 * (n > 2)}" width="{width}" height="7"/>'
        for n, (x, width) in enumerate(lines)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 595 842" width="595" height="842">'
        f'<path fill="#fff" d="M0 0h595v842H0z"/><g fill="#c9cfcb">{marks}</g></svg>'
    )


def make_asset(name: str, body: bytes) -> Asset:
    """Name a file by its content, so that a browser may keep it for ever."""
    stem, ending = name.rsplit(".", 1)
    digest = hashlib.sha256(body).hexdigest()[:10]
    return Asset(f"{stem}.{digest}.{ending}", body, gzip.compress(body, 9, mtime=0))


def style_files() -> Iterator[Path]:
    """The style sheets in the order of their layers; a layer is a file or a folder of parts."""
    for layer in LAYERS:
        folder = STATIC / "css" / layer
        yield from sorted(folder.glob("*.css")) if folder.is_dir() else [folder.with_suffix(".css")]


def style_sheet() -> str:
    """All layers as one text without comments and needless space."""
    return "".join(squeeze(path.read_text(encoding="utf-8")) for path in style_files())


def squeeze(css: str) -> str:
    """Take comments and indentation out; the files stay readable, the wire stays light."""
    bare = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return re.sub(r"\s*([{};])\s*", r"\1", re.sub(r"\s+", " ", bare)).replace(";}", "}").strip()


def script(folder: str) -> str:
    """The modules of a folder as one, each in its own block so that their names cannot meet."""
    parts = (path.read_text(encoding="utf-8") for path in sorted((STATIC / folder).glob("*.js")))
    return "".join(f"{{\n{bare_script(part)}}}\n" for part in parts)


def bare_script(source: str) -> str:
    """A module without whole-line comments and indentation."""
    lines = (line.strip() for line in source.splitlines())
    return "".join(f"{line}\n" for line in lines if line and not line.startswith("//"))


def asset_url(name: str) -> str:
    """The address of a file, which changes when its content does."""
    root = request.script_root if has_request_context() else ""
    return f"{root}/assets/{assets()[name].name}"


@bp.get("/assets/<name>")
def asset(name: str) -> Response:
    found = next((item for item in assets().values() if item.name == name), None)
    if found is None:
        abort(404)
    packs = "gzip" in request.headers.get("Accept-Encoding", "")
    answer = Response(found.packed if packs else found.body)
    answer.headers["Content-Type"] = TYPES[name.rsplit(".", 1)[1]]
    answer.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    answer.headers["Vary"] = "Accept-Encoding"
    if packs:
        answer.headers["Content-Encoding"] = "gzip"
    return answer
