"""The shell's files: names by content, packed, few and light."""

import gzip
import re

from office.ui import assets
from office.ui.assets import asset_url


def test_a_file_is_kept_for_ever_under_the_name_of_its_content(visitor, shell_app):
    with shell_app.test_request_context():
        url = asset_url("app.css")
    answer = visitor.get(url)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.mimetype == "text/css"
    assert re.fullmatch(r"/assets/app\.[0-9a-f]{10}\.css", url)


def test_another_content_gets_another_name():
    assert assets.make_asset("a.css", b"one").name != assets.make_asset("a.css", b"two").name


def test_a_browser_that_unpacks_gets_less(visitor, shell_app):
    with shell_app.test_request_context():
        url = asset_url("app.js")
    packed = visitor.get(url, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == visitor.get(url).data


def test_only_the_shells_own_files_are_served(visitor):
    assert visitor.get("/assets/app.css").status_code == 404
    assert visitor.get("/assets/..%2f..%2fconfig.py").status_code == 404


def test_modules_cannot_meet_each_others_names():
    assert assets.script("js").count("const attend =") > 1
    assert assets.script("js").startswith("{\n")


def test_a_first_page_loads_little(visitor):
    """The whole first load of a list of 20 rows in four files, as a browser would fetch it."""
    accepts = {"Accept-Encoding": "gzip"}
    page = visitor.get("/ui/kit/list", headers=accepts)
    links = set(
        re.findall(rb'(?:href|src)="(/assets/(?:app|icons)[^"#]+)', gzip.decompress(page.data))
    )
    assert len(links) == 3
    loaded = [len(visitor.get(link.decode(), headers=accepts).data) for link in links]
    assert len(page.data) <= 12_000
    assert len(page.data) + sum(loaded) <= 40_000
