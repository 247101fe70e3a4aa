"""The sheet of envelopes: many papers in one form, read row by row, each on its own."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from documents.forms.choices import urgency_of
from documents.models import Document, Source
from documents.operations.intake import Arrival
from documents.queries import Paper
from office import clock, law
from office.errors import Invalid
from office.i18n import _
from office.search import fold
from office.typed import whole

ValueT = TypeVar("ValueT")
COLUMNS = ("issuer", "symbol", "dated", "type_name", "subject", "urgency", "anyway")
TYPED = ("issuer", "symbol", "subject")
FIRST_ROWS, MORE_ROWS, MOST_ROWS = 10, 10, 100
DITTO = {'"', "''", "”", "〃"}
PARTS = re.compile(r"\d+")
USUAL = "Công văn"


@dataclass(frozen=True)
class EnvelopeRow:
    """One row as it was typed, what is wrong at which field, and earlier papers like it."""

    number: int
    values: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)
    duplicates: Sequence[Document] = ()

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")

    @property
    def is_blank(self) -> bool:
        """Nothing of a paper was typed; what the form proposed does not count."""
        return not any(self[name] for name in TYPED)

    def refused(self, errors: Mapping[str, str]) -> "EnvelopeRow":
        """The same row with what is wrong."""
        return EnvelopeRow(self.number, self.values, errors)

    def doubtful(self, duplicates: Sequence[Document]) -> "EnvelopeRow":
        """The same row, which may have come before."""
        return EnvelopeRow(self.number, self.values, {}, duplicates)


def blank_rows(first: int, count: int) -> list[EnvelopeRow]:
    """Rows to be filled: today's date, the usual type."""
    today = clock.today().strftime("%d/%m/%Y")
    usual = {"dated": today, "type_name": USUAL, "urgency": "normal"}
    last = min(first + count, MOST_ROWS + 1)
    return [EnvelopeRow(number, usual) for number in range(first, last)]


def rows_of(typed: Mapping[str, str]) -> list[EnvelopeRow]:
    """The rows of the form in their order; a ditto mark stands for the value above it."""
    named = {whole(name.removeprefix("subject-")) for name in typed if name.startswith("subject-")}
    numbers = sorted(number for number in named if number is not None)
    found: list[EnvelopeRow] = []
    above: Mapping[str, str] = {}
    for number in numbers[:MOST_ROWS]:
        given = {name: typed.get(f"{name}-{number}", "").strip() for name in COLUMNS}
        above = {
            name: above.get(name, "") if value in DITTO else value for name, value in given.items()
        }
        found.append(EnvelopeRow(number, above))
    return found


def arrival_of(row: EnvelopeRow, agency_id: int, issuers: Iterable[str]) -> Arrival:
    """What a row says of its paper; a refusal names the row's fields."""
    errors = {
        f"{name}-{row.number}": words
        for name, words in (
            ("issuer", _("Fill in who issued it.")),
            ("subject", _("Fill in the subject.")),
        )
        if not row[name]
    }
    dated = _read(lambda: day_written(row["dated"]), f"dated-{row.number}", errors)
    kind = _read(lambda: type_written(row["type_name"]), f"type_name-{row.number}", errors)
    if errors:
        raise Invalid(_("Some fields are missing."), fields=errors)
    return Arrival(
        agency_id=agency_id,
        source=Source.UPLOAD,
        subject=row["subject"],
        type_name=kind or USUAL,
        symbol=row["symbol"],
        issuer_name=issuer_written(row["issuer"], issuers),
        issued_on=dated,
        files=(),
        urgency=urgency_of(row["urgency"]),
    )


def paper_of(arrival: Arrival) -> Paper:
    """By what an earlier one like it is found."""
    return Paper(arrival.agency_id, arrival.symbol, arrival.issuer_name, arrival.identifier)


def _read(read: Callable[[], ValueT], name: str, errors: dict[str, str]) -> ValueT | None:
    try:
        return read()
    except Invalid as refusal:
        errors[name] = str(refusal.message)
        return None


def day_written(text: str) -> date | None:
    """A day as people write it: 24/11/2026, 24-11, 24; the year is the one that is not ahead."""
    if not text:
        return None
    parts = [whole(part) or 0 for part in PARTS.findall(text)[:4]]
    if re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", text):
        parts.reverse()
    if re.fullmatch(r"\d{8}", text):
        parts = [int(text[:2]), int(text[2:4]), int(text[4:])]
    if re.sub(r"[\d/.\-\s]", "", text) or not 1 <= len(parts) <= 3:
        raise Invalid(_("Write the day as 24/11 or 24/11/2026."))
    try:
        return _not_ahead(*parts)
    except ValueError:
        raise Invalid(_("There is no such day.")) from None


def _not_ahead(day: int, month: int | None = None, year: int | None = None) -> date:
    today = clock.today()
    if year is not None:
        found = date(year + 2000 if year < 100 else year, month or today.month, day)
    else:
        found = date(today.year, month or today.month, day)
        if month is not None and found > today:
            found = found.replace(year=today.year - 1)
    if found > today:
        raise Invalid(_("This day lies ahead."))
    return found


def type_written(text: str) -> str:
    """A type by its name, abbreviation, initials or beginning, with or without accents."""
    wanted = fold(text).strip()
    if not wanted:
        return USUAL
    rows = law.document_types(clock.today())
    for fits in (
        [row.vi for row in rows if fold(row.vi) == wanted],
        [row.vi for row in rows if row.abbreviation and fold(row.abbreviation) == wanted],
        [row.vi for row in rows if _initials(row.vi) == wanted],
        [row.vi for row in rows if fold(row.vi).startswith(wanted)],
    ):
        if fits:
            return fits[0]
    raise Invalid(_("Choose a type of the list."))


def _initials(name: str) -> str:
    """Công văn is called CV by everybody, though the law gives it no abbreviation."""
    return "".join(word[0] for word in fold(name).split())


def issuer_written(text: str, known: Iterable[str]) -> str:
    """A name that is known is written as it is known, however it was typed."""
    wanted = " ".join(fold(text).split())
    for name in known:
        if " ".join(fold(name).split()) == wanted:
            return name
    return text
