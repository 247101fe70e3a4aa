"""The verdict on a letter in plain words."""

from collections.abc import Mapping

from mail.smime.verify import Code, Remark, Verdict
from office.i18n import _l

WORDS: Mapping[Code, str] = {
    Code.GOOD: _l("This letter is signed by %(signer)s and unchanged."),
    Code.BROKEN: _l("The signature of this letter cannot be read; do not rely on it."),
    Code.ALTERED: _l(
        "This letter was changed after it was signed, or the signature is not its own."
    ),
    Code.TOO_WEAK: _l("This letter is signed in a way that is too weak to be relied on."),
    Code.UNKNOWN_SIGNER: _l(
        "This letter is signed, but its signer is not known to any authority trusted here."
    ),
    Code.REVOKED: _l("The certificate of %(signer)s was revoked before this letter came."),
    Code.EXPIRED: _l("The certificate of %(signer)s had expired when this letter came."),
    Code.NOT_YET_VALID: _l(
        "The certificate of %(signer)s was not valid yet when this letter came."
    ),
    Code.UNSUITABLE: _l("The certificate of %(signer)s may not be used to sign letters."),
    Code.WRONG_ADDRESS: _l("%(signer)s signed this letter, but it comes from another address."),
    Code.UNCONFIRMED: _l(
        "It could not be checked whether the certificate of %(signer)s was revoked."
    ),
    Code.SEALED: _l("This letter is sealed; its reader opens it with the PIN of his certificate."),
    Code.UNSIGNED: _l("This letter carries no digital signature."),
}
REMARKS: Mapping[Remark, str] = {
    Remark.NO_ADDRESS: _l("The certificate names no address; compare the name with the sender."),
    Remark.PART_ONLY: _l("Only a part of this letter is signed; the rest may be from anybody."),
    Remark.REVOKED_LATER: _l("The certificate was revoked later, after this letter had come."),
}


def plain(verdict: Verdict) -> list[str]:
    """The sentence of the verdict, and one for each remark, in the language of the reader."""
    first = str(WORDS[verdict.code])
    if "%(signer)s" in first:
        first %= {"signer": verdict.signer or verdict.organisation}
    return [first, *(str(REMARKS[one]) for one in verdict.remarks)]
