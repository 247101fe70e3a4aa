"""What may not leave by mail: secrets, viruses, files of kinds that the domain blocks.

The same questions are asked of what comes in; there it is set apart, here its writer has it back.
"""

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from mail.jobs.judging import is_secret, virus_in
from mail.queries.sifting import domain_rules_in
from office.errors import Refusal
from office.foreign.letter_words import RISKS
from office.foreign.letters import Letter, Part
from office.i18n import _


def guard(letter: Letter, folder: Path, raw: bytes, *, box_id: int) -> None:
    """Refuse a letter that may not leave, with what its writer can do about it."""
    if is_secret(letter, folder):
        raise Refusal(
            _("State secrets do not travel by mail: this letter bears a secrecy mark."),
            fix=_("Hand it over on paper through the security officer."),
        )
    virus = virus_in(BytesIO(raw))
    if virus:
        raise Refusal(
            _("A virus was found in this letter: %(name)s.", name=virus),
            fix=_("Take the file out and have your computer checked."),
        )
    blocked = domain_rules_in([box_id])[box_id].blocked
    for part, risk in _risks(letter.parts):
        if risk in blocked:
            raise Refusal(
                _("“%(name)s” may not be sent by mail.", name=part.name) + f" {RISKS[risk]}",
                fix=_("Take the file out, or send its content in another form."),
            )


def _risks(parts: Iterable[Part]) -> Iterable[tuple[Part, str]]:
    return ((part, str(risk)) for part in parts for risk in part.risks)
