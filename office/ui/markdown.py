"""A small Markdown for minutes and opinions; everything else in the text stays text."""

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

RULES = ["emphasis", "heading", "list", "blockquote", "newline", "table", "link", "escape"]
TAGS = set("p br strong em h3 h4 ul ol li blockquote table thead tbody tr th td a".split())  # noqa: SIM905  # reads as prose

_parser = MarkdownIt("zero", {"breaks": True}).enable(RULES)


def markdown(text: str | None) -> Markup:
    """Render the subset; headings start at the third level, below the page's own."""
    html = _parser.render(text or "")
    for level in (1, 2):
        html = html.replace(f"<h{level}>", "<h3>").replace(f"</h{level}>", "</h3>")
    clean = nh3.clean(
        html, tags=TAGS, attributes={"a": {"href"}}, url_schemes={"https", "http", "mailto"}
    )
    return Markup(clean)  # noqa: S704  # cleaned on the line above
