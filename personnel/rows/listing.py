"""Dossiers as rows of a list: nothing sensitive stands in it."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from office.i18n import _, language
from office.ui.rows import Row, name_fact, number_fact, strong_fact, tag
from office.units.tree import Tree, tree
from personnel.models import Dossier, Standing
from personnel.record import codes

MARKED = {
    Standing.COMING: "",
    Standing.SUSPENDED: "bad",
    Standing.LEFT: "",
}


def dossier_rows(found: Sequence[Dossier], addresses: Mapping[UUID, str]) -> list[Row]:
    """One row for each, in the order given."""
    known = tree()
    return [_row(one, addresses[one.uid], known) for one in found]


def _row(one: Dossier, address: str, known: Tree) -> Row:
    node = known.nodes.get(one.unit_id or 0)
    mark = MARKED.get(one.standing)
    facts = [
        strong_fact(one.staff_no) if one.staff_no else "",
        name_fact(one.title) if one.title else "",
        name_fact(node.short_name or node.name) if node else "",
        codes.name("category", one.category, language()) if one.category else "",
    ]
    return Row(
        url=address,
        title=one.full_name,
        marks=(tag(str(one.standing.label), mark),) if mark is not None else (),
        facts=tuple(fact for fact in facts if fact),
        due=number_fact(pay_of(one)) if one.grade else number_fact(""),
    )


def pay_of(one: Dossier) -> str:
    """Grade and step as people say them: 01.003, step 3."""
    if not one.step:
        return one.grade
    return _("%(grade)s, step %(step)s", grade=one.grade, step=one.step)
