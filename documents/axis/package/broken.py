"""The kinds of bad package: each with its reason and with what the receiver can still answer."""

from dataclasses import dataclass, replace
from enum import StrEnum

from documents.axis.codes import StatusCode
from office.i18n import _l


class Bad(StrEnum):
    """Why a package is set aside; the rest of the inbox goes on."""

    MALFORMED = "malformed"
    OVERSIZED = "oversized"
    EXTERNAL_ENTITY = "external_entity"
    ENTITY_BOMB = "entity_bomb"
    TOO_DEEP = "too_deep"
    BAD_BASE64 = "bad_base64"
    ZIP_BOMB = "zip_bomb"
    TRUNCATED = "truncated"
    WRONG_RECIPIENT = "wrong_recipient"
    SECRECY_MARK = "secrecy_mark"
    FOREIGN_ROOT = "foreign_root"
    OTHER_BYTES_UNDER_KNOWN_ID = "other_bytes_under_known_id"

    @property
    def reason(self) -> str:
        """One sentence for people: what is wrong and what to do."""
        return REASONS[self]

    @property
    def answer_code(self) -> StatusCode | None:
        """The status the sender gets; a doubtful duplicate waits for a person instead."""
        return None if self is Bad.OTHER_BYTES_UNDER_KNOWN_ID else StatusCode.REFUSED


REASONS = {
    Bad.MALFORMED: _l(
        "The package is not a well-formed edXML message; ask the sender to build it again and"
        " send it anew."
    ),
    Bad.OVERSIZED: _l(
        "The package is larger than this installation accepts; ask the sender to send smaller"
        " files or fewer of them."
    ),
    Bad.EXTERNAL_ENTITY: _l(
        "The package tries to pull in files from outside (external entity) and was not read;"
        " inform the security officer and ask the sender for a clean message."
    ),
    Bad.ENTITY_BOMB: _l(
        "The package declares entities that could grow without limit and was not read; inform"
        " the security officer and ask the sender for a clean message."
    ),
    Bad.TOO_DEEP: _l(
        "The package is nested far deeper than the standard allows and was not read; ask the"
        " sender to build it again."
    ),
    Bad.BAD_BASE64: _l(
        "An attachment is not encoded as base64, so its bytes cannot be restored; ask the sender"
        " to send the document again."
    ),
    Bad.ZIP_BOMB: _l(
        "An attachment would unpack to an unreasonable size and was not opened; inform the"
        " security officer and ask the sender for the plain file."
    ),
    Bad.TRUNCATED: _l(
        "The package ends in the middle, part of it is missing; fetch it once more, or ask the"
        " sender to send it again."
    ),
    Bad.WRONG_RECIPIENT: _l(
        "The package is not addressed to this agency; refuse it so that the sender can correct"
        " the address."
    ),
    Bad.SECRECY_MARK: _l(
        "The package carries a secrecy mark, and secret documents must not travel over the axis;"
        " it stays unread, hand the matter to the security officer."
    ),
    Bad.FOREIGN_ROOT: _l(
        "The message is XML but not an edXML package; ask the sender to check what was sent."
    ),
    Bad.OTHER_BYTES_UNDER_KNOWN_ID: _l(
        "A package with the same document identifier but different content is already here;"
        " compare both and decide which one is valid."
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Identification:
    """What could be read of a package before it failed: enough to answer the sender."""

    sender_id: str = ""
    sender_name: str = ""
    document_id: str = ""
    code: str = ""
    issued_text: str = ""
    subject: str = ""

    @property
    def can_be_answered(self) -> bool:
        return bool(self.sender_id and self.document_id)


class BrokenPackage(Exception):
    """A package that cannot be taken as a document; ``detail`` is for operators, not for pages."""

    def __init__(self, kind: Bad, detail: str = "", *, known: Identification | None = None) -> None:
        super().__init__(f"{kind}: {detail}" if detail else str(kind))
        self.kind = kind
        self.detail = detail
        self.known = known or Identification()

    @property
    def reason(self) -> str:
        return self.kind.reason

    @property
    def answer_code(self) -> StatusCode | None:
        return self.kind.answer_code

    def with_known(self, known: Identification) -> "BrokenPackage":
        """The same failure with the identification; of a secret document the subject stays out."""
        if self.kind is Bad.SECRECY_MARK:
            known = replace(known, subject="")
        return BrokenPackage(self.kind, self.detail, known=known)
