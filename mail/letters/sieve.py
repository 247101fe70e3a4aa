"""The rules of a mailbox as a Sieve script (RFC 5228), to be taken along to another mail server.

Folders and labels that a rule gives are variables (RFC 5229): as here the last folder counts, and
a later rule asks for a label. Accents are compared as they are, by a server that knows no better.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

NEEDS = 'require ["copy", "fileinto", "imap4flags", "variables"];'
LAY = 'if not string :is "${folder}" "" { fileinto "${folder}"; }'
HAS_FILE = 'header :contains "content-type" "multipart/mixed"'
FOLDERS = {"archive": "Archive", "junk": "Junk", "trash": "Trash"}
HEADERS = {"from": '"from"', "to": '["to", "cc"]', "subject": '"subject"'}
NOT_ONE_LINE = re.compile(r"[\x00-\x1f\x7f]+")


@dataclass(frozen=True)
class SieveRule:
    """A rule as it is kept; one that is off is left out."""

    name: str
    conditions: Mapping[str, Any] = field(default_factory=dict)
    acts: Mapping[str, Any] = field(default_factory=dict)
    is_last: bool = False


def script(rules: Sequence[SieveRule]) -> str:
    """The whole script; what only an office suite can do stands there as a remark."""
    lines = [NEEDS, 'set "dollar" "$";']
    numbers = _labels(rules)
    for rule in rules:
        tests = [_test(name, value, numbers) for name, value in rule.conditions.items()]
        lines += ["", f"# {_plain(rule.name)}", f"if allof ({', '.join(tests)}) {{"]
        lines += [f"  {line}" for line in _acts(rule, numbers)]
        lines += ["}"]
    return "\r\n".join([*lines, "", LAY, ""])


def _labels(rules: Sequence[SieveRule]) -> dict[str, int]:
    named = [one for rule in rules for one in rule.acts.get("labels", ())]
    named += [rule.conditions["label"] for rule in rules if "label" in rule.conditions]
    return {name: number for number, name in enumerate(dict.fromkeys(named), 1)}


def _test(name: str, value: Any, labels: Mapping[str, int]) -> str:
    if name in HEADERS:
        return f"header :contains {HEADERS[name]} {_quoted(value)}"
    if name == "larger_than":
        return f"size :over {int(value)}"
    if name == "has_file":
        return HAS_FILE
    return f'string :is "${{label{labels[value]}}}" "yes"' if name == "label" else "false"


def _acts(rule: SieveRule, labels: Mapping[str, int]) -> Iterator[str]:
    acts = rule.acts
    if acts.get("folder") in FOLDERS:
        yield f'set "folder" "{FOLDERS[acts["folder"]]}";'
    for label in acts.get("labels", ()):
        yield f'set "label{labels[label]}" "yes"; # label: {_plain(label)}'
    if acts.get("star"):
        yield r'addflag "\\Flagged";'
    if acts.get("assign"):
        yield "# the conversation is given to somebody: not by a mail server"
    if acts.get("forward"):
        yield f"redirect :copy {_quoted(acts['forward'])};"
    if rule.is_last:
        yield LAY
        yield "stop;"


def _quoted(value: Any) -> str:
    """A string of Sieve; what would be read as a variable is not."""
    text = _plain(str(value)).replace("\\", "\\\\").replace('"', '\\"')
    return '"' + text.replace("${", "${dollar}{") + '"'


def _plain(text: str) -> str:
    return NOT_ONE_LINE.sub(" ", text)
