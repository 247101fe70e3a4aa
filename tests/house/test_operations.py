"""Every verb of the domain: one transaction, one actor, one gate, one sentence."""

import ast
from functools import cache

import pytest

from tests.house import walk

ASKS = {"require", "advance"}
OWN = {"account_id", "desk_id", "person_id", "session_id", "tenure_id"}


@cache
def exported(package):
    """What `operations/__init__.py` hands out; the rest of such a folder is its own affair."""
    return {
        name.rpartition(".")[2] for name in walk.imports(walk.trees()[f"{package}/__init__.py"])
    }


def verbs():
    for path in walk.files_called("operations"):
        folder = path.rpartition("/")[0]
        in_folder = folder.endswith("/operations")
        for function in walk.functions(walk.trees()[path]):
            is_hidden = in_folder and function.name not in exported(folder)
            if not function.name.startswith("_") and not is_hidden:
                yield pytest.param(function, id=f"{path}:{function.name}")


def asks_or_passes_on(function):
    """The audit line carries `by` too, but asks nothing."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and walk.called_name(node) != "record":
            handed = [*node.args, *(keyword.value for keyword in node.keywords)]
            if walk.called_name(node) in ASKS or "by" in map(walk.called_name, handed):
                return True
    return False


def narrows_to_own_rows(function):
    """A change of the actor's own rows, found by his desk or account, needs no other gate."""
    compared = [node for node in ast.walk(function) if isinstance(node, ast.Compare)]
    sides = [side for node in compared for side in (node.left, *node.comparators)]
    return any(
        isinstance(side, ast.Attribute)
        and side.attr in OWN
        and walk.called_name(side.value) == "by"
        for side in sides
    )


@pytest.mark.parametrize("function", list(verbs()))
def test_a_verb_has_its_transaction_its_actor_and_its_gate(function):
    assert "operation" in map(walk.called_name, function.decorator_list), "is not an @operation"
    assert "by" in [argument.arg for argument in function.args.kwonlyargs], "takes no `*, by`"
    gated = asks_or_passes_on(function) or narrows_to_own_rows(function)
    assert gated, "asks no permission and passes `by` on to nobody"
    assert ast.get_docstring(function), "has no sentence of its own"


def logged():
    """The acts that stand in the log of a document; tasks have a log and words of their own."""
    for path, tree in walk.trees().items():
        if path.startswith("documents/") and "/tasks" not in path:
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and walk.called_name(node) == "log":
                    acts = [one.value for one in node.args[1:2] if isinstance(one, ast.Constant)]
                    yield from (act for act in acts if isinstance(act, str))


def test_every_line_of_the_log_has_words():
    from documents.views.log import WORDS

    found = set(logged())
    assert "incoming.register" in found
    assert found <= set(WORDS)
