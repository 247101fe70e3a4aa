"""Texts of the demo put into the boxes of a letter."""

from collections.abc import Iterable
from datetime import date

from documents.compose.content import Content, Kind, Signer
from documents.compose.form import compose_form
from documents.compose.places import Composed
from office import law
from office.demo_data import Block, DemoAnnex, DemoExternal, DemoMatter, filled

KEPT = "Lưu:"


def markdown(blocks: Iterable[Block]) -> str:
    """The blocks of a demo text in the Markdown subset of the form source."""
    lines: list[str] = []
    for block in blocks:
        if block.kind == "table-head":
            lines += ["", _row(block), "|" + "---|" * len(block.cells)]
        elif block.kind == "row":
            lines.append(_row(block))
        else:
            lines += ["", _line(block)]
    return "\n".join(lines).strip()


def _row(block: Block) -> str:
    return "| " + " | ".join(block.cells) + " |"


def _line(block: Block) -> str:
    if block.kind == "heading":
        return f"## {block.text}"
    is_list = block.text[:1].isdigit()
    return block.text.replace(". ", "\\. ", 1) if is_list else block.text


def first_letter(
    matter: DemoMatter, sender: DemoExternal, *, issued_on: date, due: str
) -> Composed:
    """The ministry's letter with its number and date, ready to be signed."""
    kind = law.document_type(matter.type)
    body = filled(matter.body, year=issued_on.year, due=due)
    *parents, agency = sender.heading
    return compose_form(
        Content(
            kind=Kind(kind.vi, kind.abbreviation, kind.template),
            agency=agency,
            parent_agency=" ".join(parents),
            notation=matter.symbol,
            number=str(matter.number),
            issued_on=issued_on,
            place=matter.place,
            year=issued_on.year,
            subject=matter.subject,
            body=markdown(body),
            signers=(Signer(matter.signer.lines, matter.signer.name),),
            addressees=matter.addressees,
            recipients=tuple(row for row in matter.recipients if not row.startswith(KEPT)),
            kept_at="VT, CQCS",
            seal_diameter_mm=36,
        )
    )


def annex_content(annex: DemoAnnex, sender: DemoExternal, *, on: date) -> Content:
    """An annex as a document of its own kind: title and table or outline."""
    return Content(
        kind=Kind(annex.label, "", "2.1"),
        agency=sender.heading[-1],
        notation="",
        place="",
        year=on.year,
        subject=annex.title,
        body=markdown(annex.blocks),
        signers=(Signer(("THỦ TRƯỞNG CƠ QUAN",), ""),),
    )
