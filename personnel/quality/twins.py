"""Records that may be of one person (V09), looked for in the whole register at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import permutations

from personnel.quality.facts import Twin
from personnel.record import names


@dataclass(frozen=True, kw_only=True)
class Keys:
    """What makes a record one person's; numbers may be digests, as long as equal ones are equal."""

    uid: str
    name: str
    citizen_id: str = ""
    birth_date: str = ""
    sex: str = ""
    social_insurance_no: str = ""


def twins(people: Iterable[Keys]) -> Mapping[str, list[Twin]]:
    """For each record that has any, the others that may be of the same person."""
    meeting: defaultdict[tuple[str, ...], list[Keys]] = defaultdict(list)
    for one in people:
        for sign in _signs(one):
            meeting[sign].append(one)
    same: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    called: dict[str, str] = {}
    for sign, found in meeting.items():
        for one, other in permutations(found, 2):
            same[one.uid, other.uid].add(sign[0])
            called[other.uid] = other.name
    result: defaultdict[str, list[Twin]] = defaultdict(list)
    for (uid, twin), signs in same.items():
        result[uid].append(Twin(twin, called[twin], frozenset(signs)))
    return result


def _signs(one: Keys) -> Iterator[tuple[str, ...]]:
    if one.citizen_id:
        yield "citizen_id", one.citizen_id
    if one.social_insurance_no:
        yield "social_insurance_no", one.social_insurance_no
    if one.name and one.birth_date and one.sex:
        yield "person", names.key(one.name), one.birth_date, one.sex
