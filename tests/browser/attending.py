"""How a participant acts on the pages of a meeting, in whatever browser: fill in, send, sign."""

import subprocess
import time

OPENED = """one => {
  for (let up = one; up; up = up.parentElement) if (up.localName === 'details') up.open = true;
}"""
TICKED = "one => { if (!one.checked) one.click(); }"
PATIENCE = 90


def form_at(page, action, number=0):
    """A form by the end of its address, with whatever hides it unfolded."""
    form = page.locator(f'form[action$="{action}"]').nth(number)
    form.evaluate(OPENED)
    return form


def put(form, name, value):
    """Type, choose or tick."""
    control = form.locator(f'[name="{name}"]').first
    kind = control.evaluate("one => one.type")
    if kind in ("radio", "checkbox"):
        form.locator(f'[name="{name}"][value="{value}"]').evaluate(TICKED)
    elif kind == "select-one":
        control.select_option(value)
    else:
        control.fill(value)


def send(page, action, *, press="", number=0, **values):
    """Fill a form in and send it with its button; gives the page that came."""
    form = form_at(page, action, number)
    for name, value in values.items():
        put(form, name, value)
    which = f'button[value="{press}"]' if press else "button:not([name]):not([type=button])"
    with page.expect_navigation() as coming:
        form.locator(which).first.click()
    assert coming.value.status < 400, f"{page.url}: {page.inner_text('main')[:400]}"
    return page


def labelled(page, field, words):
    """The value of the choice of a field whose label has these words."""
    found = page.locator(f"{field} option", has_text=words).first
    return found.get_attribute("value")


def again(page, path, wanted, *, seconds=PATIENCE):
    """Open a page until something stands there; gives what stands there."""
    ends = time.monotonic() + seconds
    while True:
        page.goto(path)
        found = page.locator(wanted).first
        if found.count():
            return found
        assert time.monotonic() < ends, f"{path} has no {wanted}: {page.inner_text('main')[:400]}"
        page.wait_for_timeout(300)


def give_pin(page, pin, prove=None):
    """Wait until the file is prepared, prove oneself when asked, give the PIN, see it signed."""
    ends = time.monotonic() + PATIENCE
    while not page.locator("#pin").count():
        assert time.monotonic() < ends, f"{page.url}: {page.inner_text('main')[:400]}"
        if "/step-up" in page.url and prove:
            prove(page)
        page.wait_for_timeout(200)
    page.fill("#pin", pin)
    with page.expect_navigation():
        page.locator("form:has(#pin) button").first.click()


def sign_minutes(page, path, who, pin, prove=None):
    """Sign as secretary or chair, when it is his turn."""
    again(page, f"{path}/closing", f'form[action$="/signatures/{who}"]')
    send(page, f"/signatures/{who}")
    give_pin(page, pin, prove)


def signed_minutes(page, path):
    """The bytes of the minutes once both have signed."""
    link = again(page, f"{path}/closing", 'p:has(.tag.ok) ~ .line a[href$=".pdf"]')
    return page.request.get(link.get_attribute("href")).body()


def pdfsig(path):
    """How many signatures of a file another program calls valid."""
    words = ["pdfsig", "-nocert", path]
    told = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    return told.count("Signature Validation: Signature is Valid.")


def checked(page, name, data):
    """Bring minutes to the page of checks; its lines as (state, words), and its verdict."""
    page.goto("/meetings/verify")
    file = {"name": name, "mimeType": "application/pdf", "buffer": data}
    page.locator("input[type=file]").set_input_files(file)
    send(page, "/meetings/verify")
    page.locator("ul.found").wait_for()
    page.get_by_text("ignatures are being checked").first.wait_for(state="hidden")
    rows = page.locator("ul.found li").all()
    lines = [(row.locator("b").get_attribute("class"), row.inner_text()) for row in rows]
    return lines, page.locator("main .note").first.get_attribute("class")


def altered(path):
    """Other bytes under the old name, as a thief would leave them; gives what stood there."""
    stood = path.read_bytes()
    path.chmod(0o640)
    path.write_bytes(stood[:-1] + bytes([stood[-1] ^ 1]))
    return stood
