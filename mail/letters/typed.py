"""Recipients as people type them: names and addresses parted by commas or semicolons."""

import re
from collections.abc import Iterable, Iterator

from mail.letters import heading
from mail.letters.heading import Person
from mail.wire import names

NAMED = re.compile(
    r'\s*(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<plain>[^<>"]*?))\s*<(?P<address>[^<>]*)>'
)
MOST_TYPED = 60_000
ENDS = {'"': '"', "<": ">"}


def people(line: str) -> list[Person]:
    """Everybody named in a line, in this order; raises `Invalid` for what is no address."""
    one_line = heading.checked(line[:MOST_TYPED].strip())
    return [_person(part) for part in _parts(one_line) if part.strip()]


def _parts(line: str) -> Iterator[str]:
    """What stands between commas and semicolons, but for those in quotes and angles."""
    begin, inside = 0, ""
    for at, sign in enumerate(line):
        if inside:
            is_end = sign == inside and (sign != '"' or line[at - 1] != "\\")
            inside = "" if is_end else inside
        elif sign in ENDS:
            inside = ENDS[sign]
        elif sign in ",;":
            yield line[begin:at]
            begin = at + 1
    yield line[begin:]


def line_of(listed: Iterable[Person]) -> str:
    """The line that reads back to these people."""
    return ", ".join(_written(one) for one in listed)


def _person(part: str) -> Person:
    found = NAMED.fullmatch(part.strip())
    if found is None:
        return Person(names.read_typed(part))
    name = re.sub(r"\\(.)", r"\1", found["quoted"]) if found["quoted"] else found["plain"] or ""
    return Person(names.read_typed(found["address"]), " ".join(name.split()))


def _written(person: Person) -> str:
    if not person.name:
        return person.address
    escaped = person.name.replace("\\", "\\\\").replace('"', '\\"')
    needs_quotes = any(sign in person.name for sign in ',;<>"\\')
    return (
        f'"{escaped}" <{person.address}>' if needs_quotes else f"{person.name} <{person.address}>"
    )


def folded(listed: Iterable[Person]) -> Iterator[tuple[str, Person]]:
    """Each person under the spelling by which addresses are compared."""
    for one in listed:
        yield names.folded(one.address), one
