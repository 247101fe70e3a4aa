"""Decisions on personnel in the table of permissions: one in preparation, one in the register."""

from datetime import date

from office.db import db
from office.permissions import SYSTEM
from personnel.operations import (
    Outline,
    Wish,
    draft_decision,
    send_decision,
    settle_decision,
    tick_handover,
)
from personnel.queries import Doubt
from personnel.queries.decision_lists import decidable
from tests.personnel import house as register

RAISED = date(2018, 7, 1)
DAY = "2026-12-01"
ADDRESSES = {
    "personnel.choose_officials": {"code": "reward"},
    "personnel.decision_form": {"code": "reward"},
    "personnel.draft_decision": {"code": "reward"},
    "personnel.move_decision": {"move": "drop"},
}
REWARD = {"reward.form": "giay_khen", "reward.title": "Giấy khen", "effective_on": DAY}
LINES = {"effective_on": DAY, "0:since": "2018-07-01", "0.mode": "grade_step", "chosen": "0"}
LINES |= {"0.grade": "01.003", "0.step": "2"}


def built(world, snv):
    """A raise that stands in the register, and one in preparation."""
    (dossier,) = db.session.scalars(decidable(snv.hr))
    done = register.recorded(snv, "raise", dossier, register.pay(2, RAISED, "2.67"))
    world.records["decision in the register"] = str(done.uid)
    values = {"form": register.code("reward_form", "giay_khen"), "title": "Giấy khen"}
    wish = Wish(dossier, register.Change("reward", "", RAISED, values=values))
    drafted = draft_decision(Outline("reward", date(2026, 12, 1)), [wish], by=snv.hr)
    world.records["decision in preparation"] = str(drafted.uid)
    world.records["official of a list"] = str(dossier.uid)
    sent = draft_decision(Outline("reward", date(2026, 12, 1)), [wish], by=snv.hr)
    send_decision(sent, by=snv.hr)
    world.records["decision on its way"] = str(sent.uid)
    refused = register.drafted(snv, "reward", dossier, wish.change)
    register.checking(snv, refused)
    settle_decision(refused, Doubt("Chữ ký không hợp lệ."), by=SYSTEM)
    world.records["decision that was refused"] = str(refused.uid)
    resigns = register.Change(
        "exit", "", date(2026, 12, 1), values={"kind": register.code("exit_kind", "resign")}
    )
    register.drafted(snv, "resign", dossier, resigns)
    tick_handover(dossier, "paper", by=snv.hr)
    world.records["leaving of the official"] = str(dossier.uid)
    world.records["leaving ticked off"] = str(dossier.uid)
    world.units["room"] = str(snv.rooms["staff"].uid)
    grant = register.named(snv, snv.deputy)
    world.records["naming in the register"] = str(grant.uid)
    world.records["paper that came"] = str(register.came(snv).uid)


def _official(world):
    return world.records["official of a list"]


def _json(made):
    return lambda *_: dict(made)


def _paper(world, _relation):
    return {"document": world.records["paper that came"]}


def _naming(world, _relation):
    return {"desk": world.desks["colleague"], "unit": world.units["agency"], "scope": "branch"}


def _change(world, **more):
    one = {"official": _official(world), "group": "reward", "valid_from": DAY}
    values = {"form": "giay_khen", "title": "Giấy khen"}
    return {"effective_on": DAY, "changes": [one | {"values": values}]} | more


def questions(world):
    """What stands behind the question mark."""
    one = {"official": _official(world)} if "official of a list" in world.records else {}
    return {
        "personnel.decision_form": one,
        "personnel.draft_decision": one,
        "api_personnel.raises": {"by": DAY},
    }


FORMS = {
    "personnel.draft_decision": _json(REWARD),
    "personnel.change_decision": _json(
        {"effective_on": DAY, "0:since": "2026-11-01", "0.form": "giay_khen"}
    ),
    "personnel.draft_correction": _json(LINES),
    "personnel.cancel_decision": _json({"effective_on": DAY, "reason": "Nhầm người"}),
    "personnel.bring_decision": _paper,
    "personnel.draft_evaluation": lambda world, _: {
        "effective_on": DAY,
        "unit": world.units["room"],
        "year": "2026",
        f"general.{_official(world)}": "25",
        f"results.{_official(world)}": "60",
    },
    "personnel.draft_raises": lambda world, _: {
        "effective_on": DAY,
        "official": _official(world),
    },
    "personnel.grant_scope": _naming,
    "personnel.tick_handover": _json({"item": "card"}),
    "personnel.untick_handover": _json({"item": "paper"}),
}
CALLS = {
    "api_personnel.draft_decision": lambda world, _: _change(world, kind="reward"),
    "api_personnel.change_decision": lambda world, _: _change(world),
    "api_personnel.send_decision": _json({}),
    "api_personnel.take_back_decision": _json({}),
    "api_personnel.check_decision_again": _json({}),
    "api_personnel.drop_decision": _json({}),
    "api_personnel.cancel_decision": _json({"reason": "Nhầm người", "effective_on": DAY}),
    "api_personnel.bring_decision": _paper,
    "api_personnel.draft_evaluation": lambda world, _: {
        "year": 2026,
        "effective_on": DAY,
        "marks": [{"official": _official(world), "general": "25", "results": "60"}],
    },
    "api_personnel.draft_raises": lambda world, _: {
        "effective_on": DAY,
        "officials": [_official(world)],
    },
    "api_personnel.tick_handover": _json({"item": "card"}),
    "api_personnel.untick_handover": _json({"item": "paper"}),
    "api_personnel.prepare_coming": _json({"kind": "evaluation"}),
    "api_personnel.grant_scope": _naming,
    "api_personnel.end_grant": _json({}),
}
