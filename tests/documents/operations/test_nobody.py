"""Who stands nowhere gets nothing done: each verb asks before it looks at what it is given."""

from datetime import date
from importlib import import_module
from inspect import Parameter, isfunction, signature
from pkgutil import iter_modules
from typing import get_type_hints
from uuid import uuid4

import pytest

from documents import operations
from office import clock
from office.errors import Forbidden
from office.permissions import Actor

LOOKS_FIRST = {
    *("acknowledge", "mark_read", "mark_task_read", "note_phrases_used", "mark_posted"),
    *("accept_old_book", "undo_old_book", "agree", "decline", "recall", "update", "join_tray"),
    *("answer_comment", "settle_comment", "reopen_comment", "keep_marks", "give_opinion"),
    *("grant_more_time", "refuse_more_time", "withdraw_more_time", "unrelate", "return_copy"),
    *("confirm_access", "refuse_access", "close_file", "offer_files", "submit_plan"),
    *("mark_signed", "issue", "present", "detach"),
}
MODULES = [one.name for one in iter_modules(operations.__path__, "documents.operations.")]


class Anything:
    """Whatever is asked of it is nothing."""

    uid = uuid4()

    def __getattr__(self, name):
        return 0

    def __len__(self):
        return 1

    def __iter__(self):
        return iter(())


def verbs_of(module):
    """What the module does for somebody; what looks first is tried with what it looks at."""
    for name, function in vars(module).items():
        is_own = isfunction(function) and function.__module__ == module.__name__
        is_verb = is_own and hasattr(function, "__wrapped__") and "by" in get_type_hints(function)
        if is_verb and name[0] != "_" and name not in LOOKS_FIRST:
            yield function


def call(verb):
    """Call a verb with something of each kind that it wants, for nobody."""
    kinds = {int: 0, str: "x", bytes: b"", date: clock.today()}
    hints, places, names = get_type_hints(verb), [], {}
    for one in signature(verb).parameters.values():
        value = kinds.get(hints.get(one.name), Anything())
        if one.kind is Parameter.KEYWORD_ONLY:
            names[one.name] = value
        elif one.default is Parameter.empty:
            places.append(value)
    verb(*places, **names | {"by": Actor()})


@pytest.mark.parametrize("name", MODULES, ids=lambda name: name.split(".")[-1])
def test_nobody_is_refused_at_once(house, name):
    for verb in verbs_of(import_module(name)):
        with pytest.raises(Forbidden):
            call(verb)
