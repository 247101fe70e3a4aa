"""A plain reader of our own pages: fetches, fills forms, follows redirects; no JavaScript."""

import urllib.error
import urllib.request
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Self
from urllib.parse import urljoin, urlsplit

Values = dict[str, list[str]]
UNSENT = {"submit", "button", "image", "reset", "file"}


class PlayFault(Exception):
    """The page was not what the story expects; says where and what stood there."""


@dataclass
class Choice:
    """A box, a button of a group or an option, with the words beside it."""

    name: str
    value: str
    label: str = ""


@dataclass
class Form:
    """One form of a page with the values it would send and the choices it offers."""

    action: str
    method: str
    values: Values = field(default_factory=dict)
    choices: list[Choice] = field(default_factory=list)

    def choice(self, name: str, words: str) -> str:
        """The value of the choice with these words."""
        offered = [one for one in self.choices if one.name == name]
        for one in offered:
            if words.casefold() in one.label.casefold():
                return one.value
        raise PlayFault(f"no “{words}” among {[one.label for one in offered]}")


class _Reader(HTMLParser):
    """Finds forms, their values, and the words of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.words: list[str] = []
        self.links: list[tuple[str, str]] = []
        self._link = False
        self._offered: Choice | None = None
        self._select = ""
        self._chosen = False
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get").lower()))
        elif tag == "input":
            self._input(given)
        elif tag == "textarea":
            self._text = given.get("name", "")
            self._put(self._text, "")
        elif tag == "select":
            self._select, self._chosen = given.get("name", ""), False
        elif tag == "option" and self._select:
            self._option(given)
        elif tag == "a":
            self.links.append((given.get("href", ""), given.get("aria-label", "")))
            self._link = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._text = ""
        elif tag == "select":
            self._select = ""
        elif tag == "a":
            self._link = False
        if tag in ("label", "option"):
            self._offered = None

    def handle_data(self, data: str) -> None:
        if self._text and self.forms:
            self.forms[-1].values[self._text][-1] += data
        elif data.strip():
            self.words.append(data.strip())
            self._beside(data.strip())

    def _beside(self, words: str) -> None:
        if self._link:
            href, text = self.links[-1]
            self.links[-1] = (href, f"{text} {words}".strip())
        if self._offered:
            self._offered.label = f"{self._offered.label} {words}".strip()

    def _input(self, given: dict[str, str]) -> None:
        kind, name = given.get("type", "text"), given.get("name", "")
        if kind in ("checkbox", "radio"):
            self._offer(name, given)
        boxed = kind in ("checkbox", "radio") and "checked" not in given
        if name and kind not in UNSENT and not boxed:
            self._put(name, given.get("value", "on" if kind == "checkbox" else ""))

    def _offer(self, name: str, given: dict[str, str]) -> None:
        if self.forms:
            self._offered = Choice(name, given.get("value", "on"), given.get("aria-label", ""))
            self.forms[-1].choices.append(self._offered)

    def _option(self, given: dict[str, str]) -> None:
        self._offer(self._select, given)
        if "selected" in given or not self._chosen:
            if self._chosen and self.forms:
                self.forms[-1].values.pop(self._select, None)
            self._put(self._select, given.get("value", ""))
            self._chosen = True

    def _put(self, name: str, value: str) -> None:
        if self.forms and name:
            self.forms[-1].values.setdefault(name, []).append(value)


@dataclass
class Page:
    """What the server answered."""

    browser: "Browser"
    url: str
    status: int
    text: str
    forms: list[Form]
    links: list[tuple[str, str]]
    words: str

    @property
    def path(self) -> str:
        """Its address without the host."""
        return urlsplit(self.url).path

    def link(self, words: str) -> str:
        """The address of the first link with these words; empty when there is none."""
        wanted = words.casefold()
        return next((href for href, text in self.links if wanted in text.casefold()), "")

    def has_form(self, action: str) -> bool:
        """Whether a form leads there."""
        return any(urlsplit(one.action or self.url).path.endswith(action) for one in self.forms)

    def form(self, action: str) -> Form:
        """The form whose address ends so; one that acts goes before one that only asks."""
        for one in sorted(self.forms, key=lambda form: form.method != "post"):
            target = urlsplit(one.action or self.url).path
            if target.endswith(action):
                return one
        raise PlayFault(f"{self.url}: no form for {action}; the page says: {self.words[:300]}")

    def submit(self, action: str, /, **given: object) -> "Page":
        """Fill a form and send it; a refusal of the page is a fault of the story."""
        one = self.form(action)
        values = one.values | {name.rstrip("_"): _listed(value) for name, value in given.items()}
        answer = self.browser.post(urljoin(self.url, one.action or self.url), values)
        if answer.status >= 400:
            raise PlayFault(f"{answer.url}: {answer.status}: {answer.words[:400]}")
        return answer


class Browser:
    """One official at his desk, with his own cookies."""

    def __init__(self, base: str, *, language: str = "vi") -> None:
        self.base = base.rstrip("/")
        policy = DefaultCookiePolicy(strict_ns_domain=DefaultCookiePolicy.DomainLiberal)
        self._open = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPCookieProcessor(CookieJar(policy)),
        ).open
        self._language = language

    def get(self, path: str) -> Page:
        """Open a page; one that is refused is a fault of the story."""
        page = self._ask(urljoin(self.base + "/", path), None)
        if page.status >= 400:
            raise PlayFault(f"{page.url}: {page.status}: {page.words[:400]}")
        return page

    def post(self, url: str, values: Mapping[str, list[str]]) -> Page:
        """Send form values."""
        boundary = uuid.uuid4().hex
        body = b"".join(_part(boundary, name, one) for name, many in values.items() for one in many)
        return self._ask(url, body + f"--{boundary}--\r\n".encode(), boundary)

    def download(self, path: str) -> bytes:
        """Fetch a file."""
        request = urllib.request.Request(urljoin(self.base + "/", path))  # noqa: S310 - loopback
        with self._open(request, timeout=60) as answer:
            content: bytes = answer.read()
            return content

    def _ask(self, url: str, body: bytes | None, boundary: str = "") -> Page:
        headers = {"Accept-Language": self._language, "Origin": self.base}
        if body is not None:
            headers["Content-Type"] = f"multipart/form-data; boundary={boundary}"
            headers["Sec-Fetch-Site"] = "same-origin"
        request = urllib.request.Request(url, data=body, headers=headers)  # noqa: S310 - loopback
        try:
            with self._open(request, timeout=60) as answer:
                return self._page(answer.url, answer.status, answer.read())
        except urllib.error.HTTPError as refusal:
            with refusal:
                return self._page(refusal.url or url, refusal.code, refusal.read())

    def _page(self, url: str, status: int, body: bytes) -> Page:
        reader = _Reader()
        text = body.decode("utf-8", "replace")
        reader.feed(text)
        return Page(self, url, status, text, reader.forms, reader.links, " ".join(reader.words))

    def signed_in(self, login: str, password: str) -> Self:
        """Go through the entrance: password, then the second step of a demo folder."""
        page = self.get("/sign-in").submit("/sign-in", login=login, password=password)
        if "second-factor" in page.url or any("code" in one.values for one in page.forms):
            page = page.submit(urlsplit(page.url).path, code=demo_code(page))
        return self


def demo_code(page: Page) -> str:
    """The code that the second step of a demo folder shows."""
    for word in page.words.replace("\u00a0", " ").split():
        digits = word.strip(".,:;()")
        if len(digits) == 6 and digits.isdigit():
            return digits
    raise PlayFault(f"{page.url}: no code is shown: {page.words[:300]}")


def _listed(value: object) -> list[str]:
    if isinstance(value, (list, tuple)):
        return [str(one) for one in value]
    return [str(value)]


def _part(boundary: str, name: str, value: str) -> bytes:
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
    return head.encode() + value.encode() + b"\r\n"
