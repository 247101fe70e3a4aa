"""Raising the level of a signed file later: what the archive needs is added, nothing is changed."""

# The PDF library is half typed.
# mypy: disable-error-code="no-untyped-call"

import asyncio
from io import BytesIO

from asn1crypto import x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore

from signing.pades import integrity, trust
from signing.pades.beliefs import Ask, Sender, Trust
from signing.pades.integrity import Seal, Token
from signing.pades.timestamps import SentTimeStamper
from signing.pades.trust import Revocations


def upgrade_to_lt(pdf: bytes, *, known: Trust, ask: Ask, timestamps: Sender) -> bytes:
    """Add certificates and revocation answers, then a time-stamp over the whole file.

    Revocations are asked after the signature was made: answers from before prove nothing about it.
    """
    stamper = SentTimeStamper(timestamps)
    reader = integrity.open_pdf(pdf)
    signers = _subjects(integrity.signatures(reader, pdf))
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    certificates, found = _evidence([*signers, _authority_of(stamper)], known, ask)
    DocumentSecurityStore.supply_dss_in_writer(
        writer, None, certs=certificates, ocsps=found.ocsps, crls=found.crls
    )
    stored = BytesIO()
    writer.write(stored)
    return _timestamped(stored, stamper)


def _authority_of(stamper: SentTimeStamper) -> Token:
    """A token over nothing, for the certificate of the authority that will stamp the file."""
    token = asyncio.run(stamper.async_dummy_response("sha256"))
    return integrity.read_token(token["content"], b"")


def _evidence(
    subjects: list[Seal | Token], known: Trust, ask: Ask
) -> tuple[list[x509.Certificate], Revocations]:
    certificates: dict[bytes, x509.Certificate] = {}
    found = Revocations()
    for one in subjects:
        chain = trust.chain_of(one.certificate, known, one.others)
        certificates |= {link.dump(): link for link in chain}
        answers = trust.ask_revocations(chain, known, ask)
        found.ocsps += answers.ocsps
        found.crls += answers.crls
    return list(certificates.values()), found


def _subjects(seals: list[Seal]) -> list[Seal | Token]:
    everyone: list[Seal | Token] = [*seals, *(seal.token for seal in seals if seal.token)]
    return list({one.certificate: one for one in everyone}.values())


def _timestamped(stored: BytesIO, stamper: SentTimeStamper) -> bytes:
    out = BytesIO()
    PdfTimeStamper(stamper).timestamp_pdf(
        IncrementalPdfFileWriter(stored), "sha256", bytes_reserved=16384, output=out
    )
    integrity.refuse_broken(out.getvalue())
    return out.getvalue()
