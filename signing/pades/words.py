"""The verdict in plain words: what was found, for people who do not know the standards."""

from collections.abc import Mapping
from datetime import datetime

from office.i18n import _l, moment
from signing.pades.answers import Answer, SignatureVerdict, State

QUESTIONS = (
    _l("Do the signed bytes still hold?"),
    _l("What changed after this signature?"),
    _l("Was the certificate trusted and not revoked?"),
    _l("Is it the person or agency that was expected?"),
)

STATES: Mapping[State, str] = {
    State.GOOD: _l("Valid"),
    State.BAD: _l("Not valid"),
    State.UNKNOWN: _l("Cannot be confirmed"),
    State.NOT_ASKED: _l("Not asked"),
    State.UNSIGNED: _l("Not signed"),
}

WORDS: Mapping[str, str] = {
    # integrity
    "intact": _l("The signed content is exactly what was signed."),
    "broken": _l("The signed content was changed, or the signature does not belong to it."),
    "not_covered": _l("The signature does not cover the whole file as it was at that moment."),
    # changes
    "nothing_after": _l("Nothing was added after this signature."),
    "archive_data": _l("Only time-stamps and proofs for the archive were added."),
    "later_signatures": _l("Only further signatures were added."),
    "filled": _l("After this signature these fields were filled in, as intended: %(fields)s."),
    "other_fields": _l("After this signature other fields were filled in: %(fields)s."),
    "forbidden_change": _l("Pages, comments or fields were changed after this signature."),
    "trailing_bytes": _l("Foreign data was added after the end of the file."),
    "unknown_revision": _l("The file holds a version that no signing step of ours made."),
    # trust
    "trusted": _l("The certificate was valid and not revoked; it goes back to %(root)s."),
    "revoked_later": _l(
        "The certificate was valid when it was used; it was revoked later, on %(revoked_at)s."
    ),
    "revoked": _l("The certificate was revoked on %(revoked_at)s, before the proven time."),
    "expired": _l("The certificate had expired at the proven time."),
    "not_yet_valid": _l("The certificate was not valid yet at the proven time."),
    "unknown_issuer": _l("The certificate was issued by an authority that is not trusted here."),
    "revocation_unknown": _l("It could not be checked whether the certificate was revoked."),
    "unsuitable": _l("The certificate may not be used to sign documents."),
    # person
    "expected": _l("The certificate belongs to whom it should."),
    "somebody_else": _l("Somebody else signed here than the one who was expected."),
    "nobody_expected": _l("Nobody in particular was expected; read who signed."),
    # the whole file
    "unsigned": _l("The file carries no digital signature."),
    "unreadable": _l("The file cannot be read as one PDF with one meaning; do not rely on it."),
}


def plain(answer: Answer) -> str:
    """One sentence in the language of the reader."""
    sentence = str(WORDS[answer.code])
    return sentence % _shown(answer.facts) if answer.facts else sentence


def asked(signature: SignatureVerdict) -> list[tuple[str, Answer]]:
    """The four questions with what was found."""
    return list(zip(QUESTIONS, signature.answers, strict=True))


def _shown(facts: Mapping[str, str]) -> dict[str, str]:
    return {
        name: moment(datetime.fromisoformat(text)) if name.endswith("_at") else text
        for name, text in facts.items()
    }
