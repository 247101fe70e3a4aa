"""What every page must stand up to in a real browser: accessibility, geometry, a clean console.

The browser itself is the fixture `browser` of every test.
"""

import threading
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from tests import needs

ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = (320, 390, 640, 768, 1280, 1440, 1920)  # 640 is also 1280 at 200 %
AXE = Axe().axe_script
RUN = """options => axe.run(document, options).then((said) => said.violations.flatMap(
  (rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 200)}`)))"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@contextmanager
def chromium_running():
    """Chromium without a window."""
    with sync_playwright() as playwright:
        path = needs.COMPONENTS["chromium"][0]()
        chromium = playwright.chromium.launch(executable_path=path, args=ARGS)
        yield chromium
        chromium.close()


class Silent(WSGIRequestHandler):
    """A test server that does not write a line for each request."""

    def log(self, *_args):
        pass


@contextmanager
def serving(app):
    """The application on a free port of this machine; gives its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Silent)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def opened(browser, address, *, width=1440, height=900, **options):
    """A page of its own on an address; its `errors` are filled while it lives."""
    page = browser.new_page(viewport={"width": width, "height": height}, **options)
    page.errors = console_errors(page)
    try:
        page.goto(address)
        yield page
    finally:
        page.close()


def axe(page):
    """The violations that axe-core finds, WCAG 2.2 AA and good practice; one line each."""
    return violations(page, {"type": "tag", "values": RULES})


def axe_colours(page):
    """The one rule whose answer depends on the look: the second look needs no more than this."""
    return violations(page, {"type": "rule", "values": ["color-contrast"]})


def violations(page, rules):
    """One line for each violation; half a megabyte of axe-core is sent once for a document."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    return page.evaluate(RUN, {"runOnly": rules, "reporter": "no-passes", "selectors": False})


def console_errors(page):
    """A list that fills with what the browser complains about: CSP, scripts, missing files."""
    errors = []
    page.on("console", lambda said: said.type == "error" and errors.append(complaint_of(said)))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("requestfailed", lambda request: errors.extend(failure_of(request)))
    return errors


def complaint_of(message):
    return f"{message.text} {message.location.get('url', '')}"


def failure_of(request):
    """What was given up because somebody went on to another page is no fault."""
    return [] if "ERR_ABORTED" in request.failure else [f"{request.url}: {request.failure}"]


def geometry(page, *, widths=WIDTHS, height=900):
    """What does not fit: sideways scrolling, parts outside their pane, targets under 24 px."""
    problems = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": height})
        problems += [f"{width}: {text}" for text in page.evaluate(MEASURE)]
    return problems


MEASURE = r"""() => {
  const found = [], name = (el) => {
    const word = (el.getAttribute('aria-label') || el.textContent || el.name || '').trim();
    return `${el.tagName.toLowerCase()}.${el.getAttribute('class') || ''} “${word.slice(0, 40)}”`;
  };
  const root = document.documentElement;
  if (root.scrollWidth > innerWidth) found.push(`page scrolls sideways: ${root.scrollWidth}`);
  const shown = (el) => el.checkVisibility({ visibilityProperty: true, opacityProperty: false });
  const cut = (el) => /hidden|clip|auto|scroll/.test(getComputedStyle(el).overflowX);
  const hidden = (el) => el.closest('.vh, .skip, svg, [popover]:not(:popover-open, .nav)');
  for (const el of document.body.querySelectorAll('*')) {
    if (!shown(el) || hidden(el)) continue;
    const box = el.getBoundingClientRect();
    if (box.width <= 1 || box.height <= 1) continue;
    let pane = el.parentElement;
    while (pane && pane !== document.body && !cut(pane)) pane = pane.parentElement;
    const framed = pane && pane !== document.body, free = framed && pane.matches('.scroll, .tabs');
    if (framed && !free && /auto|scroll/.test(getComputedStyle(pane).overflowX)
      && pane.scrollWidth > pane.clientWidth) found.push(`pane scrolls sideways: ${name(pane)}`);
    const edge = (framed ? pane : root).getBoundingClientRect();
    const loose = free || el.closest('.cut, .plainbar, .keys')
      || getComputedStyle(el).position === 'fixed';
    if (!loose && (box.left < edge.left - 1 || box.right > edge.right + 1))
      found.push(`outside its pane: ${name(el)}`);
  }
  const targets = 'a[href], button, input:not([type=hidden]), select, textarea, summary';
  for (const el of document.body.querySelectorAll(targets)) {
    if (!shown(el) || hidden(el) || el.disabled) continue;
    const label = el.closest('label'), own = el.getBoundingClientRect();
    const box = label && own.width < 24 ? label.getBoundingClientRect() : own;
    const inText = el.matches('a') && getComputedStyle(el).display === 'inline'
      && [...el.parentElement.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    const whole = el.matches('.li .a a, .sel');
    if (!inText && !whole && (box.width < 24 || box.height < 24))
      found.push(`target ${Math.round(box.width)}×${Math.round(box.height)}: ${name(el)}`);
  }
  return [...new Set(found)];
}"""
