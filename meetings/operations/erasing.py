"""Letting secret papers and the key of their box go, in the transaction that ends the vote."""

from sqlalchemy import delete, insert, select

from meetings.models import BallotBox, BallotCast, BallotHalf
from office import outbox
from office.db import db
from office.traces import overwrite_deleted


def erase_secret(box: BallotBox) -> None:
    """Destroy papers and key; who has voted is written anew in the order of the list.

    So neither place nor transaction of a row tells when somebody voted. A job sees to it that the
    database keeps no former versions either.
    """
    overwrite_deleted()
    in_box = BallotCast.box_id == box.id
    voted = sorted(db.session.scalars(select(BallotCast.participant_id).where(in_box)))
    db.session.execute(delete(BallotCast).where(in_box))
    rows = [{"box_id": box.id, "participant_id": one} for one in voted]
    if rows:
        db.session.execute(insert(BallotCast), rows)
    forget_halves(box)
    box.public_key = box.first_half = box.second_half = None
    outbox.enqueue("meetings.wipe_ballots", key=f"wipe:{box.uid}", box=str(box.uid))


def forget_halves(box: BallotBox) -> None:
    """What the members of the counting board gave serves once."""
    overwrite_deleted()
    db.session.execute(delete(BallotHalf).where(BallotHalf.box_id == box.id))
