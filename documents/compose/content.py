"""What a composed document says, apart from its layout (thể thức, Decree 30/2020/NĐ-CP art. 8)."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from office.law.layouts import PLAIN, Layout, layout_of

# Annex III: sample 1.1 is the resolution, 1.2 the decision, 1.5 the official letter.
ENACTING_WORDS = {"1.1": "QUYẾT NGHỊ:", "1.2": "QUYẾT ĐỊNH:"}
MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
DEVOTION = "Độc lập - Tự do - Hạnh phúc"
LETTER_TEMPLATE = "1.5"
ROMAN = ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
COLLECTIVE_BODIES = ("ỦY BAN NHÂN DÂN", "HỘI ĐỒNG NHÂN DÂN")
LONGEST_NAME = 24  # capitals that one line of the left column surely holds
FIRST_PADDED_MONTHS = 2  # Annex I II.4: days below 10 and months 1 and 2 get a leading zero


class Urgency(StrEnum):
    """Degree of urgency (độ khẩn) in the words of the stamp; an ordinary document carries none."""

    ORDINARY = ""
    URGENT = "KHẨN"
    VERY_URGENT = "THƯỢNG KHẨN"
    EXPRESS = "HỎA TỐC"


@dataclass(frozen=True)
class Kind:
    """A document type (tên loại) of the law data; `template` is its sample number in Annex III."""

    name: str
    abbreviation: str
    template: str
    code: str = ""

    @property
    def layout(self) -> Layout:
        """The blocks of its sample; a kind made up without a code has the plain ones."""
        return layout_of(self.code) if self.code else PLAIN

    @property
    def is_letter(self) -> bool:
        """An official letter (công văn) carries "V/v" under its number and no type name."""
        return self.template == LETTER_TEMPLATE

    @property
    def enacting_words(self) -> str:
        """The line between the legal basis and the articles of a decision or resolution."""
        return ENACTING_WORDS.get(self.template, "")


@dataclass(frozen=True)
class Signer:
    """Who signs: the printed authority lines (TM., KT., TL., TUQ., Q.), then the full name."""

    authority: tuple[str, ...]
    full_name: str


@dataclass(frozen=True)
class Attached:
    """A text that a decision issues or approves (văn bản ban hành kèm theo), in the same file."""

    name: str
    title: str
    body: str


@dataclass(frozen=True)
class Annex:
    """An annex (phụ lục) in the same file; a wide one lies across for its tables."""

    title: str
    body: str
    is_wide: bool = False


@dataclass(frozen=True)
class Content:
    """One document in the boxes of Annex I; an empty number or date leaves room for its form field.

    The first signer is the one whose signature the seal overlaps. `agency` is the line of the head,
    `agency_name` the name inside sentences where the two differ.
    """

    kind: Kind
    agency: str
    notation: str
    place: str
    year: int
    subject: str
    body: str
    signers: tuple[Signer, ...]
    parent_agency: str = ""
    number: str = ""
    issued_on: date | None = None
    addressees: tuple[str, ...] = ()
    enacted_by: str = ""
    legal_basis: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    kept_at: str = "VT"
    urgency: Urgency = Urgency.ORDINARY
    circulation: str = ""
    drafter_mark: str = ""
    contact: tuple[str, ...] = ()
    seal_diameter_mm: float | None = None
    agency_name: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    attached: Attached | None = None
    annexes: tuple[Annex, ...] = ()


def clean(text: str) -> str:
    """One Unicode form (NFC, TCVN 6909:2001) and no control characters, which no font can show."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " "))
    return "".join(sign for sign in composed if sign == "\n" or unicodedata.category(sign) != "Cc")


def abstract(content: Content) -> str:
    """The abstract (trích yếu): "V/v …" of a letter, the subject with a capital elsewhere."""
    subject = clean(content.subject).strip().rstrip(".")
    if not content.kind.layout.abstract:
        return ""
    if not content.kind.is_letter:
        return subject[:1].upper() + subject[1:]
    for opening in ("V/v ", "Về việc ", "về việc "):
        subject = subject.removeprefix(opening)
    return f"V/v {subject}"


def day_words(issued_on: date) -> tuple[str, str]:
    """Day and month as the decree prints them: 05 and 02, but 3 for March."""
    width = 2 if issued_on.month <= FIRST_PADDED_MONTHS else 1
    return f"{issued_on.day:02}", f"{issued_on.month:0{width}}"


def addressee_lines(content: Content) -> list[str]:
    """Kính gửi (Annex I II.9.a): one receiver as it is, several as a list of dashes."""
    names = [clean(name).strip().rstrip(";.") for name in content.addressees]
    return names if len(names) < 2 else closed(names)


def recipient_lines(content: Content) -> list[str]:
    """Nơi nhận: the first line follows the kind, the last one says where the master is kept."""
    given = [clean(name).strip().rstrip(";.") for name in content.recipients]
    return closed([*given, f"Lưu: {clean(content.kept_at)}"])


def enacting_authority(content: Content) -> str:
    """The authority in capitals over the legal basis: decisions and resolutions only."""
    return clean(content.enacted_by).upper() if content.kind.enacting_words else ""


def name_lines(name: str) -> list[str]:
    """A long name of a collective body breaks before the place it governs, nowhere else."""
    for body in COLLECTIVE_BODIES:
        head, found, place = name.partition(f"{body} ")
        if found and len(name) > LONGEST_NAME:
            return [f"{head}{body}", place]
    return [name]


def basis_lines(content: Content) -> list[str]:
    """Legal basis (căn cứ): each line ends with a semicolon, the last with a full stop."""
    return _ended([clean(line).strip().rstrip(";.") for line in content.legal_basis])


def attached_note(content: Content) -> str:
    """To which decision an attached text belongs: blank in electronic documents (sample 1.3)."""
    named = content.kind.name
    if not content.number or not content.issued_on:
        return f"(Kèm theo {named} số …/…-… ngày … tháng … năm … của …)"
    return f"(Kèm theo {named} số {_known(content)})"


def annex_note(content: Content) -> str:
    """To which document an annex belongs: number and date stay blank in electronic ones (2.2)."""
    if not content.number or not content.issued_on:
        return f"(Kèm theo Văn bản số …/…-… ngày … tháng … năm … của {plain_agency(content)})"
    return f"(Kèm theo Văn bản số {_known(content)})"


def plain_agency(content: Content) -> str:
    """The agency as sentences name it."""
    return clean(content.agency_name or content.agency)


def annex_label(place: int, count: int) -> str:
    """The word "Phụ lục", with a Roman number where there are several (Annex I III)."""
    return f"Phụ lục {roman(place)}" if count > 1 else "Phụ lục"


def roman(number: int) -> str:
    """A Roman number as headings and annexes use them."""
    text = ""
    for value, sign in ROMAN:
        count, number = divmod(number, value)
        text += sign * count
    return text


def _known(content: Content) -> str:
    day, month = day_words(content.issued_on) if content.issued_on else ("", "")
    symbol = f"{content.number}/{clean(content.notation)}"
    return f"{symbol} ngày {day} tháng {month} năm {content.year} của {clean(content.agency)}"


def closed(names: list[str]) -> list[str]:
    """Names as the dashes of an official list."""
    return [f"- {line}" for line in _ended(names)]


def _ended(lines: list[str]) -> list[str]:
    return [f"{line};" for line in lines[:-1]] + [f"{line}." for line in lines[-1:]]
