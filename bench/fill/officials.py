"""A register: a province with a staff office in each agency, dossiers and their chains of rows.

Rows are what the operations would have written; a test opens a few people both ways.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, cached_property

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bench.fill.careers import Line, Mould, begun, gap, long_moulds, moulds, plain
from bench.fill.papers import moment
from bench.fill.people import FIRST_DAY, PERSON, SINCE, People, Row, uid
from bench.fill.texts import FAMILIES, GIVEN, MIDDLES
from bench.sizes import Size
from office.accounts.models import Person
from office.search import FOLD_VERSION, SearchText, _first_id, fold
from office.units.models import Unit, UnitKind, UnitVersion
from personnel.models import (
    Dossier,
    DossierQuality,
    Foreseen,
    RecordRow,
    RegisterGrant,
    Scope,
    Source,
    Standing,
)
from personnel.operations.foreseeing import TOLD
from personnel.operations.rows import GENESIS
from personnel.queries.listing import CLASS
from personnel.queries.secrets import NONCE, citizen_mark
from personnel.record.names import key as name_key

KEY = hashlib.sha256(b"the data key of every register that is only measured").digest()
KEY_ID = 1
CHUNK = 5_000
LONG_IN, LARGE_IN = 500, 10
DAYS = 28
MALES = {"1"}

DOSSIER = (
    "id uid person_id agency_id citizen_mark opened_at row_count head shown_on changes_on "
    "full_name folded_name sought known_for staff_no sex birth_date category standing unit_id "
    "title grade "
    "step over_grade coefficient raise_on retires_on term_ends_on contract_ends_on score"
).split()
ROW = (
    "id uid line dossier_id number group_name slot valid_from valid_to recorded_at row_values "
    "files sealed key_id source decision_id by_name previous hash"
).split()
FORESEEN = "id dossier_id kind due_on step over_grade coefficient problem told_at".split()
QUALITY = (
    "dossier_id checked_at correct sufficient clean live unified identity errors warnings "
    "person_mark insurance_mark"
).split()
GRANT = "id uid desk_id unit_id scope granted_at".split()
SEARCH = "id object_class object_id title_folded body_folded version".split()
COLUMNS: dict[type, Sequence[str]] = {
    Person: PERSON,
    RegisterGrant: GRANT,
    Dossier: DOSSIER,
    RecordRow: ROW,
    Foreseen: FORESEEN,
    DossierQuality: QUALITY,
    SearchText: SEARCH,
}


class Province(People):
    """All agencies stand below one root; the first official of each is its staff office."""

    root = 1

    def _unit(self, agency: int | None, parent: int | None) -> int:
        if agency is None and self.units == 0:
            self._root()
        return super()._unit(agency, parent if agency else self.root)

    def _root(self) -> None:
        self.units = self.root
        row = (self.root, uid(1, self.root), UnitKind.AGENCY.value, self.root, FIRST_DAY)
        self.rows[Unit].append(row)
        names = ("Tỉnh mẫu", "Tỉnh mẫu", "M")
        self.rows[UnitVersion].append((self.root, self.root, None, *names, 0, FIRST_DAY))

    def _post(self, role: str, agency: int, unit: int) -> int:
        is_staff = role == "official" and agency not in self.keepers
        number = super()._post("hr" if is_staff else role, agency, unit)
        if is_staff:
            self.keepers[agency] = number
        self.places.append((agency, unit))
        return number

    @cached_property
    def keepers(self) -> dict[int, int]:
        """The desk of the staff office of each agency."""
        return {}

    @cached_property
    def places(self) -> list[tuple[int, int]]:
        """Agency and unit of each person with an account, by number from one."""
        return []


def citizen_number(number: int, born: str, sex: str) -> str:
    """A citizen number with the right century, sex and year."""
    mark = 2 * (int(born[:2]) - 19) + (sex not in MALES)
    return f"001{mark}{born[2:4]}{number:06d}"


@dataclass(frozen=True)
class Official:
    """One person of the register."""

    number: int
    mould: Mould
    agency: int
    unit: int

    @cached_property
    def name(self) -> str:
        """One of some forty thousand names, a man's or a woman's."""
        number = self.number * 7_919
        middle = MIDDLES[number // 13 % len(MIDDLES)] if self.mould.sex in MALES else "Thị"
        given = f"{GIVEN[number // 12 % 18]} {GIVEN[number // 216 % 18]}"
        return f"{FAMILIES[number % 12]} {middle} {given}"

    @cached_property
    def born(self) -> str:
        """The month is the mould's, for people retire by their month."""
        return f"{self.mould.born:%Y-%m}-{1 + self.number % DAYS:02d}"

    @cached_property
    def citizen(self) -> str:
        """The number on the citizen card."""
        return citizen_number(self.number, self.born, self.mould.sex)

    @cached_property
    def staff_no(self) -> str:
        """The number on the staff card."""
        return f"LG{self.number:06d}"

    @cached_property
    def own(self) -> dict[str, str]:
        """What stands in the gaps of the mould, as JSON."""
        return {
            "full_name": f'"{self.name}"',
            "birth_date": f'"{self.born}"',
            "staff_no": f'"{self.staff_no}"',
            "managing_body": unit_value(self.agency, "Sở"),
            "unit": unit_value(self.unit, "Sở" if self.unit == self.agency else "Phòng"),
            "citizen_id": f'"{self.citizen}"',
        }


class Officials:
    """Makes all rows of a register; half as many people as the size has documents."""

    def __init__(self, size: Size, people: Province, now: datetime) -> None:
        self.size, self.people = size, people
        self.now = now.astimezone(UTC).replace(microsecond=0)
        at = begun(self.now)
        self.moment, self.recorded = moment(at), at.isoformat()
        self.count = size.documents // 2
        self.moulds = moulds(self.now, self.count)
        self.long = long_moulds(self.now)
        self.cipher = AESGCM(KEY)
        self.first_text = _first_id(CLASS)
        self.written = self.foreseen = 0
        self.rows: dict[type, list[Row]] = {model: [] for model in COLUMNS}

    def chunks(self) -> Iterator[dict[type, list[Row]]]:
        """All rows, some ten thousand at a time."""
        keeper = self.people.keepers[self.people.staff[0].agency]
        grant = (1, uid(30, 1), keeper, Province.root, Scope.BRANCH.value, SINCE)
        self.rows[RegisterGrant].append(grant)
        for number in range(1, self.count + 1):
            self._official(self.official(number))
            if number % CHUNK == 0:
                yield self._taken()
        yield self._taken()

    def _taken(self) -> dict[type, list[Row]]:
        rows, self.rows = self.rows, {model: [] for model in COLUMNS}
        return rows

    def official(self, number: int) -> Official:
        """Whoever bears a number; who has an account serves where he sits."""
        is_long = number % LONG_IN == 0
        of = self.long if is_long else self.moulds
        mould = of[number // LONG_IN % len(of)] if is_long else of[number * 31 % len(of)]
        return Official(number, mould, *self._place(number))

    def _place(self, number: int) -> tuple[int, int]:
        if number <= len(self.people.places):
            return self.people.places[number - 1]
        staff = self.people.staff
        other = 1 + number // LARGE_IN % (len(staff) - 1)
        at = 0 if number % LARGE_IN == 0 else other
        agency, rooms = staff[at].agency, self.size.rooms if at else self.size.large_rooms
        return agency, agency + 1 + number * 17 % rooms

    def _official(self, one: Official) -> None:
        if one.number > len(self.people.places):
            person = (one.number, uid(2, one.number), one.name, fold(one.name))
            self.rows[Person].append(person)
        head = GENESIS
        for place, line in enumerate(one.mould.lines, 1):
            head = self._row(one, line, place, head)
        sought = self._dossier(one, head)
        text = (CLASS, one.number, sought.lstrip(), "", FOLD_VERSION)
        found = (self.first_text + one.number, *text)
        self.rows[SearchText].append(found)
        self._ahead(one)
        said = f"{name_key(one.name)}|{one.born}|{one.mould.sex}"
        mark = hashlib.sha256(said.encode()).hexdigest()
        points = (100, 100, 100, 100, 100, 100, 0, 0)
        self.rows[DossierQuality].append((one.number, self.moment, *points, mark, None))

    # ---------------------------------------------------------------------------- rows

    def _row(self, one: Official, line: Line, place: int, previous: str) -> str:
        self.written += 1
        bare = uid(32, self.written)
        said, secret = _filled(line, one, bare)
        sealed, digest = self._sealed(secret, bare) if secret else (None, "")
        slot = line.slot if line.is_shared else dashed(bare)
        head = hashlib.sha256(
            f'{{"files":[],"line":"{dashed(bare)}","marks":[false,false],"number":{place},'
            f'"previous":"{previous}","recorded":"{self.recorded}","sealed":"{digest}",'
            f'"source":"import","uid":"{dashed(bare)}","valid":["{line.valid_from}",'
            f'"{line.valid_to}"],"values":{said},"where":["{line.group}","{slot}"]}}'.encode()
        ).hexdigest()
        where = (one.number, place, line.group, slot, line.valid_from, line.valid_to or None)
        what = (self.moment, said, "[]", sealed, KEY_ID if sealed else None)
        tail = (Source.IMPORT.value, None, "", previous, head)
        self.rows[RecordRow].append((self.written, bare, bare, *where, *what, *tail))
        return head

    def _sealed(self, secret: str, bare: str) -> tuple[bytes, str]:
        text, owner = secret.encode(), bytes.fromhex(bare)
        nonce = owner[-NONCE:]
        digest = hashlib.sha256(text).hexdigest()
        return nonce + self.cipher.encrypt(nonce, text, owner), digest

    # ---------------------------------------------------------------------------- what is shown

    def _dossier(self, one: Official, head: str) -> str:
        shown, coming = one.mould.shown, one.mould.ahead
        mark = citizen_mark(one.citizen)
        said = (one.name, one.staff_no, shown["title"], shown["grade"])
        found = dict.fromkeys(fold(" ".join(said)).replace(".", " ").split())
        sought = "".join(f" {word}" for word in found)
        begin = (one.number, uid(31, one.number), one.number, one.agency, mark)
        chain = (self.moment, len(one.mould.lines), head)
        days = (str(self.now.date()), _day(one.mould.changes_on))
        person = (one.name, fold(one.name), sought, one.mould.known_for, one.staff_no)
        post = (shown["category"], Standing.SERVING.value, one.unit, shown["title"])
        pay = tuple(shown[name] for name in ("grade", "step", "over_grade", "coefficient"))
        ends = (coming.raise_on, coming.retires_on, coming.term_ends_on, coming.contract_ends_on)
        born = (one.mould.sex, one.born)
        row = (*begin, *chain, *days, *person, *born, *post, *pay, *map(_day, ends), None)
        self.rows[Dossier].append(row)
        return sought

    def _ahead(self, one: Official) -> None:
        for item in one.mould.ahead.items:
            self.foreseen += 1
            proposed = item.raise_
            told = self.moment if item.kind in TOLD and item.on <= self.now.date() else None
            pay = (
                (proposed.step, proposed.over_grade, str(proposed.coefficient))
                if proposed
                else (0, 0, None)
            )
            what = (one.number, item.kind.value, str(item.on), *pay, item.problem, told)
            self.rows[Foreseen].append((self.foreseen, *what))


def _day(found: date | None) -> str | None:
    return str(found) if found else None


def _filled(line: Line, one: Official, bare: str) -> tuple[str, str]:
    said, secret = line.words, line.secret
    for name in line.gaps:
        value = f'"{bare}"' if name == "salt" else one.own[name]
        said, secret = said.replace(gap(name), value), secret.replace(gap(name), value)
    return said, secret


def dashed(bare: str) -> str:
    """A UUID as people write it."""
    return f"{bare[:8]}-{bare[8:12]}-{bare[12:16]}-{bare[16:20]}-{bare[20:]}"


@cache
def unit_value(number: int, kind: str) -> str:
    """A unit of the house as a value of the record, in JSON."""
    return plain({"unit": dashed(uid(1, number)), "name": f"{kind} mẫu số {number}"})
