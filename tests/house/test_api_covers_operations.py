"""What a page can do, a program can do: each operation of a page is in the API, or says why not."""

import ast

import pytest

from tests.house import walk

# Package and operation, with the reason why only a page calls it.
ONLY_ON_PAGES = {
    ("office.accounts", "print_codes"): "the codes are shown once, on paper, to their owner",
    ("office.accounts", "raise_session"): "a program's token can never prove itself",
    ("office.accounts", "set_up_factor"): "a second factor is set up by its owner in a browser",
    ("documents", "prepare_attachments"): "signing has no scope: the clerk seals with a PIN",
    (
        "office.setup",
        "give_slips",
    ): "slips are printed for a fresh proof, which no program can give",
    ("documents", "keep_aside"): "a program still has the file that came too late",
    ("documents", "keep_checked"): "a program sends its files once more with the mended call",
    ("documents", "seal_paper_copy"): "the seal on paper is entered by the clerk who set it",
    ("documents", "prepare_seal"): "signing has no scope: the clerk seals with a PIN",
    ("documents", "record_export"): "a list is taken out with a fresh proof of its taker",
    ("documents", "prepare_signature"): "signing has no scope: the leader signs with a PIN",
    ("documents", "prepare_volume_seal"): "signing has no scope: the clerk seals with a PIN",
    ("documents", "prepare_volume_signature"): "signing has no scope: a PIN is asked",
    ("meetings", "answer_as_guest"): "a guest has no account here, his link leads to a page",
    ("meetings", "ask_as_guest"): "a guest has no account here, his link leads to a page",
    ("meetings", "come_as_guest"): "a guest has no account here, his link leads to a page",
    ("meetings", "give_up_as_guest"): "a guest has no account here, his link leads to a page",
    ("meetings", "leave_as_guest"): "a guest has no account here, his link leads to a page",
    ("meetings", "make_feed"): "a secret address is shown once to its owner in a browser",
    ("meetings", "note_fetch"): "calendar programs fetch by a secret address",
    ("meetings", "open_link"): "a guest has no account here, his link leads to a page",
    ("meetings", "take_paper"): "a guest has no account here, his link leads to a page",
    ("meetings", "lay_slip_paper"): "papers of a slip are laid from its page",
    ("meetings", "prepare_slip_signature"): "signing has no scope: who presides signs with a PIN",
    ("meetings", "count_secret"): "the counting board goes on in the session that gave the PIN",
    ("meetings", "give_half"): "each member of the counting board types his PIN on a page",
    ("meetings", "seal_box"): "the counting board goes on in the session that gave the PIN",
    ("mail", "make_app_password"): "a device's password is shown once to its owner in a browser",
    ("meetings", "prepare_chair_signature"): "signing has no scope: the chair signs with a PIN",
    ("meetings", "prepare_secretary_signature"): "signing has no scope: a PIN is asked",
    ("meetings", "leave_seat"): "sound and picture flow to a browser",
    ("meetings", "note_muted"): "a voice is taken away by who hears it in the room",
    ("meetings", "note_put_out"): "somebody is put out by who sees him in the room",
    ("meetings", "note_receiving"): "sound and picture flow to a browser",
    ("meetings", "take_report"): "conference servers report with a signature of their own",
    ("meetings", "take_seat"): "sound and picture flow to a browser",
    ("personnel", "pack_events"): "a package leaves the house with a fresh proof of its taker",
    ("personnel", "take_answers"): "a stick is carried to a page by who took it out",
    ("personnel", "trust_register"): "a key that came on paper is compared and entered by hand",
    ("signing", "change_pin"): "a PIN is typed by its owner and never by a program",
    ("signing", "sign_batch"): "signing has no scope: a PIN is typed by its owner",
    ("mail", "begin_upload"): "a program sends a file at once",
    ("mail", "go_signed"): "signing has no scope: a PIN is typed by its owner",
    ("mail", "take_linked"): "a file behind a link is for who has no account here",
    ("mail", "take_piece"): "a program sends a file at once",
    ("signing", "sign_value"): "signing has no scope: a PIN is typed by its owner",
}


def operations_of(package):
    """The names that are operations of a package."""
    for path in walk.files_called("operations"):
        if path.startswith(f"{package.replace('.', '/')}/"):
            for function in walk.functions(walk.trees()[path]):
                if "operation" in map(walk.called_name, function.decorator_list):
                    yield function.name


def used_in(package, kind):
    """The names that the files of one kind take from `operations`."""
    names = set()
    for path in walk.files_called(kind):
        if path.startswith(f"{package.replace('.', '/')}/"):
            tree = walk.trees()[path]
            names |= {i.rpartition(".")[2] for i in walk.imports(tree) if ".operations." in i}
            names |= {
                node.attr
                for node in ast.walk(tree)
                if isinstance(node, ast.Attribute) and from_operations(node.value)
            }
    return names


def from_operations(node):
    """`operations.x`, or `operations.part.x` of a folder."""
    names = [part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute)]
    names += [part.id for part in ast.walk(node) if isinstance(part, ast.Name)]
    return "operations" in names


PACKAGES = (*walk.DOMAINS, *walk.KERNEL_PACKAGES)


@pytest.mark.parametrize("package", PACKAGES)
def test_what_a_page_calls_a_program_can_call(package):
    on_pages = set(operations_of(package)) & used_in(package, "views")
    left_out = {name for owner, name in ONLY_ON_PAGES if owner == package}
    missing = on_pages - used_in(package, "api") - left_out
    assert not missing, walk.listing(sorted(missing))


def test_a_reason_that_is_no_longer_needed_is_taken_out():
    stale = [
        (package, name)
        for package, name in ONLY_ON_PAGES
        if name not in used_in(package, "views") or name in used_in(package, "api")
    ]
    assert not stale, walk.listing(stale)


def test_the_search_finds_what_it_looks_for():
    assert {"give_delegation", "close_account"} <= used_in("office.accounts", "api")
    assert "give_delegation" in set(operations_of("office.accounts"))
