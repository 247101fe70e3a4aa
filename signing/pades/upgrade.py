"""Raising the level of a signed file later: what the archive needs is added, nothing is changed."""

# The PDF library is half typed.
# mypy: disable-error-code="no-untyped-call"

from io import BytesIO

from asn1crypto import x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore

from signing.pades import integrity, trust
from signing.pades.integrity import Seal
from signing.pades.timestamps import Sender, SentTimeStamper
from signing.pades.trust import Ask, Revocations, Trust


def upgrade_to_lt(pdf: bytes, *, known: Trust, ask: Ask, timestamps: Sender) -> bytes:
    """Add certificates and revocation answers, then a time-stamp over the whole file.

    Revocations are asked after the signature was made: answers from before prove nothing about it.
    """
    reader = integrity.open_pdf(pdf)
    seals = integrity.signatures(reader, pdf)
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    certificates, found = _evidence(seals, known, ask)
    DocumentSecurityStore.supply_dss_in_writer(
        writer, None, certs=certificates, ocsps=found.ocsps, crls=found.crls
    )
    stored = BytesIO()
    writer.write(stored)
    return _timestamped(stored, timestamps)


def _evidence(
    seals: list[Seal], known: Trust, ask: Ask
) -> tuple[list[x509.Certificate], Revocations]:
    certificates: dict[bytes, x509.Certificate] = {}
    found = Revocations()
    for subject, others in _subjects(seals):
        chain = trust.chain_of(subject, known, others)
        certificates |= {one.dump(): one for one in chain}
        answers = trust.ask_revocations(chain, known, ask)
        found.ocsps += answers.ocsps
        found.crls += answers.crls
    return list(certificates.values()), found


def _subjects(seals: list[Seal]) -> list[tuple[x509.Certificate, tuple[x509.Certificate, ...]]]:
    tokens = [seal.token for seal in seals if seal.token]
    pairs = [(one.certificate, one.others) for one in (*seals, *tokens)]
    return list({certificate.dump(): (certificate, rest) for certificate, rest in pairs}.values())


def _timestamped(stored: BytesIO, send: Sender) -> bytes:
    out = BytesIO()
    stamper = PdfTimeStamper(SentTimeStamper(send))
    stamper.timestamp_pdf(
        IncrementalPdfFileWriter(stored), "sha256", bytes_reserved=16384, output=out
    )
    integrity.refuse_broken(out.getvalue())
    return out.getvalue()
