"""The rows of a register that is only measured: as the operations would have written them."""

import base64
import json
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import select

from bench.fill.officials import COLUMNS, DOSSIER, KEY, KEY_ID, Officials, Province
from bench.sizes import CRUMB
from office import clock, vault
from office.db import db, new_uid, transaction
from office.search import SearchText, words
from personnel import operations
from personnel.models import DataKey, Dossier, Foreseen, RecordRow, Source
from personnel.operations.rows import is_whole
from personnel.queries.secrets import PURPOSE
from personnel.queries.timeline import rows_of, values_of
from personnel.record.slots import shares
from personnel.record.timeline import Change
from tests import build

MADE = {"agency_id", "id", "opened_at", "person_id", "uid", "unit_id", "head", "score"}
"""What differs because it is another dossier in another house."""
FEW = (1, 7, 50)


@pytest.fixture
def snv(house):
    return build.agency()


@pytest.fixture
def filled(house):
    return Officials(CRUMB, Province(CRUMB), clock.now())


def tables(made):
    found = {model: [] for model in COLUMNS}
    for chunk in made.chunks():
        for model, rows in chunk.items():
            found[model] += [dict(zip(COLUMNS[model], row, strict=True)) for row in rows]
    return found


def add_key():
    """The key of filled rows, wrapped for this house."""
    wrapped = vault.lock(base64.b64encode(KEY).decode(), purpose=PURPOSE)
    db.session.add(DataKey(id=KEY_ID, uid=new_uid(), wrapped=wrapped, made_at=clock.now()))


def rows_of_one(found, number):
    """The rows of the table, as the database would give them back."""
    wanted = [row for row in found[RecordRow] if row["dossier_id"] == number]
    return [record_row(row) for row in wanted]


def record_row(row):
    made = RecordRow(**{name: row[name] for name in ("number", "slot", "sealed", "key_id")})
    made.uid, made.line = UUID(row["uid"]), UUID(row["line"])
    made.group, made.source = row["group_name"], Source(row["source"])
    made.valid_from = date.fromisoformat(row["valid_from"])
    made.valid_to = date.fromisoformat(row["valid_to"]) if row["valid_to"] else None
    made.recorded_at = datetime.fromisoformat(row["recorded_at"]).replace(tzinfo=UTC)
    made.ends = made.is_void = False
    made.values, made.files = json.loads(row["row_values"]), json.loads(row["files"])
    made.previous, made.hash = row["previous"], row["hash"]
    return made


def changes_of(rows):
    """What an act would have been given to write these rows."""
    return [
        Change(
            *(row.group, row.slot if shares(row.group, row.slot) else ""),
            *(row.valid_from, row.valid_to, values_of(row, is_open=True)),
        )
        for row in rows
    ]


def test_a_filled_dossier_is_what_the_register_would_have_opened(snv, filled):
    found = tables(filled)
    with transaction():
        add_key()
    for number in FEW:
        rows = rows_of_one(found, number)
        assert is_whole(rows), "the chain holds, and what is sealed opens"
        (shown,) = (row for row in found[Dossier] if row["id"] == number)
        assert (shown["row_count"], shown["head"]) == (len(rows), rows[-1].hash)
        opened = operations.open_dossier(snv.unit.id, changes_of(rows), by=snv.hr)
        made = [(row.group, row.valid_from, row.values) for row in rows_of(opened)]
        assert made == [(row.group, row.valid_from, row.values) for row in rows]
        for name in set(DOSSIER) - MADE:
            assert text(getattr(opened, name)) == text(shown[name]), name
        lines = db.session.scalars(select(Foreseen).where(Foreseen.dossier_id == opened.id))
        wanted = [row for row in found[Foreseen] if row["dossier_id"] == number]
        assert sorted(map(coming, lines)) == sorted(
            tuple(text(row[name]) for name in COMING) for row in wanted
        )


COMING = ("kind", "due_on", "step", "over_grade", "coefficient", "problem")


def coming(line):
    return tuple(text(getattr(line, name)) for name in COMING)


def text(value):
    """Numbers and days as words: a filled row is not read by a database yet."""
    return "" if value is None else str(getattr(value, "value", value))


def test_the_words_of_a_dossier_are_those_that_the_index_keeps(filled):
    found = tables(filled)
    indexed = {row["object_id"]: row["title_folded"] for row in found[SearchText]}
    assert len(indexed) == len(found[Dossier]) == CRUMB.documents // 2
    for row in found[Dossier]:
        said = [row["full_name"], row["staff_no"], row["title"], row["grade"]]
        once = dict.fromkeys(words(" ".join(said)))
        assert row["sought"] == "".join(f" {one}" for one in once)
        assert " ".join(words(row["sought"])) == indexed[row["id"]]
