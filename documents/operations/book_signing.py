"""Signature and seal on the PDF of a closed volume."""

from documents.models import BookVolume, VolumeState
from documents.policy import Can
from documents.queries import title_of
from office import audit, blobs, clock
from office.db import operation
from office.errors import Refusal
from office.i18n import _
from office.permissions import Actor, require
from office.units import queries as units
from office.units.settings import settings_of
from signing import operations as signing

KIND = "register_volume"
SIGN, SEAL = "sign", "seal"
FIELDS = {SIGN: "chuky1", SEAL: "dau"}


@operation
def prepare_volume_signature(volume: BookVolume, *, by: Actor) -> signing.SigningRequest:
    """Have the leader's signature on a closed volume prepared; the PIN is asked when ready."""
    require(by, Can.SIGN_BOOK, volume)
    _refuse_unfit(volume, SIGN)
    stamp = signing.Stamp(signing.StampKind.PERSON, (by.name,))
    return _request(volume, SIGN, stamp, by)


@operation
def prepare_volume_seal(volume: BookVolume, *, by: Actor) -> signing.SigningRequest:
    """Have the agency's seal on a closed volume prepared; nothing is signed behind it."""
    require(by, Can.SEAL_BOOK, volume)
    _refuse_unfit(volume, SEAL)
    diameter = settings_of(volume.agency_id).seal_diameter_mm
    named = (units.name_of(volume.agency_id),)
    return _request(volume, SEAL, signing.Stamp(signing.StampKind.SEAL, named, diameter), by)


def _refuse_unfit(volume: BookVolume, step: str) -> None:
    if volume.state is not VolumeState.CLOSED:
        raise Refusal(_("Only a closed volume is signed."))
    if not volume.sha256:
        raise Refusal(
            _("The PDF of this volume is still being made."), fix=_("Reload the page in a moment.")
        )
    steps = {text.partition(":")[0] for text in volume.signatures}
    if step in steps or SEAL in steps:
        raise Refusal(_("This volume bears the signature already."))


def _request(
    volume: BookVolume, step: str, stamp: signing.Stamp, by: Actor
) -> signing.SigningRequest:
    title = title_of(volume.book, volume.agency_id).capitalize()
    subject = signing.Subject(KIND, volume.uid, f"{title} {volume.year}, quyển {volume.number}")
    return signing.request_signature(
        subject=subject,
        file_sha256=volume.sha256,
        field=FIELDS[step],
        stamp=stamp,
        step=step,
        by=by,
    )


@operation
def mark_volume_signed(
    volume: BookVolume, stored: blobs.Stored, *, step: str, signer: str, by: Actor
) -> None:
    """Put the signed PDF in place of the former one."""
    require(by, Can.RECORD, volume)
    volume.sha256, volume.size = stored.sha256, stored.size
    volume.signatures = [*volume.signatures, f"{step}:{clock.now().isoformat()}:{signer}"]
    audit.record("volume.signed", volume, by=by, step=step, sha256=stored.sha256, signer=signer)


@operation
def keep_raised_volume(volume: BookVolume, base: str, stored: blobs.Stored, *, by: Actor) -> None:
    """Keep a revision that only adds proofs."""
    require(by, Can.RECORD, volume)
    if volume.sha256 == base:
        volume.sha256, volume.size = stored.sha256, stored.size
