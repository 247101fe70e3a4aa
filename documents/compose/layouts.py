"""The lines that a sample of Annex III prints around the body, and who stands at its foot."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from documents.compose import content as words
from documents.compose.body import Block, Run, blocks, ended
from documents.compose.content import Content, Signer, clean
from office.law.layouts import FieldInput, Signing, draft_fields

HOLE = re.compile(r"\{(\w+)\}")
DOTS = "................"
SECRETARY, CHAIR = "THƯ KÝ", "CHỦ TỌA"
PARTY_A, PARTY_B = "ĐẠI DIỆN BÊN A", "ĐẠI DIỆN BÊN B"


@dataclass(frozen=True)
class Placed:
    """One who signs, with the name of the field for the signature."""

    signer: Signer
    mark: str


def text_blocks(content: Content) -> list[Block]:
    """Opening, body and closing as one text that ends with "./."."""
    opening = [block for line in content.kind.layout.opening for block in _line(line, content)]
    closing = [block for line in content.kind.layout.closing for block in _line(line, content)]
    return ended([*opening, *blocks(content.body), *closing]) or [Block("paragraph", (Run(""),))]


def empty_fields(content: Content) -> list[str]:
    """The codes of required fields where dots stand instead of words."""
    layout = content.kind.layout
    return [code for code in layout.required if not content.fields.get(code, "").strip()]


def joint_agencies(content: Content) -> list[str]:
    """The agencies that issue a joint document together with the own one (liên tịch)."""
    return [clean(parts[0]).upper() for parts in _joint(content)]


def foot(content: Content) -> list[Placed]:
    """Who signs, from left to right; the own agency's signer has the first field and the seal."""
    signing = content.kind.layout.signing
    own, *others = _signers(content) or [Signer((), "")]
    placed = [Placed(own, "chuky1")]
    placed += [Placed(one, f"chuky{number}") for number, one in enumerate(others, start=2)]
    return placed if signing is Signing.PARTIES else placed[::-1]


def _signers(content: Content) -> list[Signer]:
    signers = list(content.signers)
    match content.kind.layout.signing:
        case Signing.MINUTES:
            chair = [replace(one, authority=(CHAIR,)) for one in signers[:1]]
            secretary = content.fields.get("secretary", "").partition(";")[0]
            return [*(chair or [Signer((CHAIR,), "")]), Signer((SECRETARY,), secretary)]
        case Signing.PARTIES:
            first = [replace(one, authority=(PARTY_A, *one.authority)) for one in signers[:1]]
            return [*(first or [Signer((PARTY_A,), "")]), _other_party(content)]
        case _:
            return [*signers, *(_signer_of(parts) for parts in _joint(content))]


def _other_party(content: Content) -> Signer:
    post, _sign, name = content.fields.get("party_b_signs", "").partition(";")
    lines = (PARTY_B, *filter(None, [post.strip().upper()] if name else []))
    return Signer(lines, (name or post).strip())


def _joint(content: Content) -> list[list[str]]:
    lines = content.fields.get("joint", "").splitlines()
    typed = [[part.strip() for part in line.split(";")] for line in lines if line.strip()]
    return typed if "joint" in content.kind.layout.fields else []


def _signer_of(parts: list[str]) -> Signer:
    agency, post, name = [*parts, "", ""][:3]
    return Signer(tuple(filter(None, (clean(agency).upper(), post.upper()))), name)


# --------------------------------------------------------------------------- printed lines


def _line(pattern: str, content: Content) -> Iterator[Block]:
    """One printed line; what is asked and missing stands as dots, what is optional is left out."""
    holes = HOLE.findall(pattern)
    values = {code: _values(code, content) for code in holes}
    required = content.kind.layout.required
    if holes and not any(values.values()) and not any(code in required for code in holes):
        return
    last = holes[-1] if holes else ""
    if pattern.endswith(f"{{{last}}}") and _is_list(last, values.get(last, [])):
        lead = pattern.removesuffix(f"{{{last}}}").rstrip()
        yield from [_filled(lead, values)] if lead else []
        yield from (Block("paragraph", (Run(line),)) for line in words.closed(values[last]))
        return
    yield _filled(pattern, values)


def _is_list(code: str, values: list[str]) -> bool:
    field = draft_fields().get(code)
    return field is not None and field.input is FieldInput.LINES and len(values) > 1


def _filled(pattern: str, values: dict[str, list[str]]) -> Block:
    """Words of the drafter go into the parsed line, so that they are never read as marks."""

    def filled(text: str) -> str:
        return HOLE.sub(lambda hole: "; ".join(values[hole[1]]) or DOTS, text)

    (block,) = blocks(pattern)
    runs = tuple(replace(run, text=filled(run.text)) for run in block.runs)
    return replace(block, runs=runs)


def _values(code: str, content: Content) -> list[str]:
    known = {"agency": words.plain_agency(content), "type": content.kind.name.lower()}
    known["authority"] = content.enacted_by or known["agency"]
    if code in known:
        return [clean(known[code])]
    field = draft_fields()[code]
    typed = clean(content.fields.get(code, "")).strip()
    if field.input is FieldInput.DATE:
        return [_day(typed)] if typed else []
    lines = typed.splitlines() if field.input is FieldInput.LINES else [typed]
    return [line.strip().rstrip(";.") for line in lines if line.strip()]


def _day(typed: str) -> str:
    """A day in the words of official papers; what is no day stays as it was typed."""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return typed
    first, second = words.day_words(day)
    return f"{first} tháng {second} năm {day.year}"
