"""No page of a mail acts, fetches or asks: every technique, by its parsed copy and in a browser."""

import re
from html import escape
from html.parser import HTMLParser

import pytest

from office.foreign.inside.letters import pages
from tests.needs import needs
from tests.office.foreign.sanitiser.vectors import VECTORS

KEPT = pages.TAGS
LOADING = {"src", "srcset", "background", "poster", "data", "action", "formaction", "ping", "cite"}
ALLOWED = {
    "href": re.compile(r"(https?://|mailto:).*"),
    "style": re.compile(r"(?!.*(url|--))[^\\@*<>]*"),
    "data-remote": re.compile(r"https?://.*"),
    "data-quote": re.compile(r"block|rest"),
}
NAMED = {"id", "name", "class", "form", "for", "is", "slot", "part"}


class Seen(HTMLParser):
    """What a browser would be given."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    handle_startendtag = handle_starttag

    def handle_comment(self, data):
        raise AssertionError(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def faults(page):
    for tag, attributes in Seen(page).found:
        if tag not in KEPT:
            yield f"<{tag}>"
        for name, value in attributes.items():
            if not is_harmless(tag, name, value or ""):
                yield f"{tag} {name}={value}"


def is_harmless(tag, name, value):
    if name in LOADING:
        return tag == "img" and value.startswith("cid:")
    if name in ALLOWED:
        return ALLOWED[name].fullmatch(value.lower()) is not None
    return name not in NAMED and not name.startswith("on") and ":" not in name


def test_there_is_one_vector_for_each_of_many_techniques():
    assert len(VECTORS) >= 150
    assert len(set(VECTORS.values())) == len(VECTORS)


@pytest.mark.parametrize("name", VECTORS)
def test_nothing_that_acts_is_left(name):
    clean, _remote = pages.sanitise(VECTORS[name])
    assert not list(faults(clean))
    again, _remote = pages.sanitise(clean)
    assert not list(faults(again))


def test_the_check_sees_what_the_vectors_do():
    """Most vectors are faulty as they come; the others are faulty only for a browser's parser."""
    silent = []
    for name, page in VECTORS.items():
        try:
            silent += [] if list(faults(page)) else [name]
        except AssertionError:
            continue
    assert len(silent) < len(VECTORS) / 4


def in_a_frame(browser, page_of_mail):
    """A frame in which scripts may run; gives what was given away, asked for and said."""
    asked, dialogs = [], []
    page = browser.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    frame = f'<iframe sandbox="allow-scripts allow-same-origin" srcdoc="{escape(page_of_mail)}">'
    page.set_content(f"<!doctype html><script>window.hits=[]</script>{frame}", wait_until="load")
    hits = page.evaluate("window.hits.length")
    active = page.evaluate(ACTIVE)
    page.close()
    outside = [url for url in asked if not url.startswith(("cid:", "about:"))]
    return hits, outside, dialogs, active


ACTIVE = """document.querySelector("iframe").contentDocument
  .querySelectorAll("form,input,button,textarea,select,script,style,svg,math,object").length"""


@needs("chromium")
@pytest.mark.browser
def test_a_browser_runs_fetches_and_asks_nothing(browser):
    """The frame may do more than that of our page: the copies themselves must be harmless."""
    copies = "\n".join(pages.sanitise(page)[0] for page in VECTORS.values())
    assert in_a_frame(browser, copies) == (0, [], [], 0)


@needs("chromium")
@pytest.mark.browser
def test_the_browser_would_have_told(browser):
    raw = "".join(VECTORS[name] for name in ("script element", "picture from elsewhere", "form"))
    hits, asked, _dialogs, active = in_a_frame(browser, raw)
    assert hits == 1
    assert asked == ["http://evil.test/"]
    assert active == 4


LETTER = """<div>Kính gửi <b style="color:#c00;font-family:'Times New Roman',serif">Sở</b>
<a href="https://so.example/?a=1&amp;b=2">trang</a> <img src="cid:dau@h99" width="20" alt="Dấu">
<img src="https://so.example/anh.png" alt="ảnh"></div>
<table border="1"><tr><td colspan="2" bgcolor="#eee">Ô</td></tr></table>
<div class="gmail_quote"><blockquote type="cite">Thư cũ</blockquote></div>
<div id="divRplyFwdMsg">Từ:</div>
<div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'>From:</div>"""


def test_what_people_write_stays():
    clean, remote = pages.sanitise(LETTER)
    assert remote == 1
    assert "color: #c00; font-family: 'Times New Roman',serif" in clean
    assert 'href="https://so.example/?a=1&amp;b=2"' in clean
    assert 'rel="noopener noreferrer nofollow"' in clean
    assert 'target="_blank"' in clean
    assert '<img src="cid:dau@h99" width="20" alt="Dấu">' in clean
    assert '<img data-remote="https://so.example/anh.png" alt="ảnh">' in clean
    assert '<td colspan="2" bgcolor="#eee">' in clean
    assert clean.count('data-quote="block"') == 2
    assert clean.count('data-quote="rest"') == 2


def test_the_words_of_a_page_come_line_by_line():
    said = pages.words_of("<style>p{}</style><p>Một&nbsp;hai<br>ba</p><table><td>A<td>B</table>")
    assert said == "Một hai\nba\nA B"
    assert pages.words_of("<script>x()</script>a &lt;b&gt;") == "a <b>"
