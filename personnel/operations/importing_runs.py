"""Entering what was approved: piece by piece, each wholly or not at all."""

from collections.abc import Sequence

from office import clock
from office.db import db, operation
from office.errors import Refusal
from office.i18n import _, force_locale
from office.permissions import SYSTEM, Actor, require
from personnel.lifecycle import IMPORT
from personnel.models import Dossier, ImportBatch, ImportRow, ImportState, Purpose, RowState, Source
from personnel.operations.dossiers import Opening, open_many
from personnel.operations.importing import RUN, go_on
from personnel.operations.importing_checks import Judged, is_of, judged, keep_judgement
from personnel.operations.rows import Origin, hold, write
from personnel.operations.secrets import key_now
from personnel.operations.showing import show
from personnel.policy.imports import CanImport
from personnel.queries import imports as queries

PIECE = 200


@operation
def approve_import(batch: ImportBatch, *, by: Actor) -> None:
    """Let the rows without errors into the register; the others wait for their correction."""
    if not queries.import_counts(batch)[RowState.GOOD]:
        raise Refusal(
            _("No row could be entered."), fix=_("Bring the corrected rows, then approve.")
        )
    if is_of(batch, by.person_id):
        raise Refusal(
            _("One of the rows changes your own dossier."),
            who=_("Somebody else who approves for the register can let it in."),
        )
    IMPORT.advance(batch, "approve", by, rows=queries.import_counts(batch)[RowState.GOOD])
    batch.approved_at, batch.origin_name = clock.now(), by.name
    go_on(batch, RUN)


@operation
def run_piece(batch: ImportBatch, *, by: Actor) -> int:
    """Enter the next rows; what meanwhile came to stand in the way is left out and says so."""
    require(by, CanImport.WORK, batch)
    if batch.state is not ImportState.APPROVED:
        return 0
    good = queries.import_rows(batch, states=[RowState.GOOD]).limit(PIECE).with_for_update()
    rows = db.session.scalars(good).all()
    for dossier_id in sorted({row.dossier_id for row in rows if row.dossier_id}):
        hold(db.session.get_one(Dossier, dossier_id))
    key = key_now()
    with force_locale(batch.language):
        found = judged(batch, rows)
        for one in found:
            if not one.is_good:
                keep_judgement(one, key)
        _enter(batch, [one for one in found if one.is_good])
    if not rows:
        _finish(batch, by)
    return len(rows)


def _enter(batch: ImportBatch, found: Sequence[Judged]) -> None:
    origin = Origin(Source.IMPORT, batch.origin_name)
    if batch.purpose is Purpose.OPEN:
        wanted = [Opening(one.changes) for one in found]
        opened = open_many(batch.agency_id, wanted, origin, by=SYSTEM) if wanted else []
        for one, dossier in zip(found, opened, strict=True):
            _mark_done(one.row, dossier.id)
        return
    for one in found:
        if one.dossier and one.changes:
            write(one.dossier, one.changes, origin)
            show(one.dossier)
        _mark_done(one.row, _dossier_id(one))


def _dossier_id(one: Judged) -> int:
    return one.dossier.id if one.dossier else 0


def _mark_done(row: ImportRow, dossier_id: int) -> None:
    """What is in the register need not lie here too."""
    row.state, row.dossier_id = RowState.DONE, dossier_id
    row.sealed, row.key_id = None, None


def _finish(batch: ImportBatch, by: Actor) -> None:
    counts = queries.import_counts(batch)
    done, bad = counts[RowState.DONE], counts[RowState.BAD]
    IMPORT.advance(batch, "finish", by, done=done, bad=bad)
    batch.done_at = clock.now()
