"""The morning of the demo's clerk is built once, however often it is begun."""

from sqlalchemy import select

from documents.demo.incoming import build_morning
from documents.models import Document, FileRole, NumberEntry, SecretPaper, TrayItem
from documents.operations.files import NewFile
from office import blobs
from office.db import db
from tests import build


def test_the_morning_is_built_once(house):
    snv = build.agency()
    stored = blobs.put(b"%PDF-1.4 letter")
    main = NewFile("cv.pdf", "application/pdf", stored.sha256, stored.size, FileRole.MAIN)
    build.registered(snv, files=(main,))
    build_morning(None)
    build_morning(None)
    rows = db.session.scalars(
        select(NumberEntry).order_by(NumberEntry.series_id, NumberEntry.number)
    )
    states = [row.state.value for row in rows]
    assert states == ["issued", "issued", "issued", "cancelled", "issued"]
    assert db.session.scalar(select(Document.id).where(Document.symbol == "75/TTr-UBND"))
    assert db.session.scalars(select(SecretPaper.number)).all() == ["14"]
    (scan,) = db.session.scalars(select(TrayItem))
    assert scan.came_before_at is not None
