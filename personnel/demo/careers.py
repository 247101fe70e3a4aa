"""Careers of fictional officials: the rows with which their dossiers are opened."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from office.search import fold
from personnel.demo import cases
from personnel.demo.lives import Cast, Life, Raw
from personnel.law.raises import Holding, next_raise
from personnel.law.scales import scale
from personnel.record.slots import slot_of
from personnel.record.timeline import Change
from personnel.record.values import read

MAN, WOMAN = "1", "2"
PROVINCE = "001"
GRADES = {"01.001": "A3.1", "01.002": "A2.1", "01.003": "A1", "01.004": "A0", "01.005": "B"}
OF_ROLE = {"leader": "01.002", "office_head": "01.002", "unit_head": "01.003"}
LEADING = {"leader": "head", "office_head": "head", "unit_head": "head"}
FIELDS = ("Luật", "Hành chính công", "Kế toán", "Quản lý đất đai", "Công nghệ thông tin", "Văn học")
SCHOOLS = ("Học viện Hành chính", "Đại học Luật", "Đại học Kinh tế", "Đại học Nông nghiệp")
HOME = "tỉnh Lam Giang"
TOWNS = ("xã Phú Khê", "xã An Trạch", "phường Nam Sơn", "xã Hạ Lâm", "xã Mường Lâm")
JOBS = ("Nông dân", "Giáo viên", "Hưu trí", "Công nhân", "Buôn bán nhỏ", "Công chức xã")
PRESENT_SCALES = date(2004, 10, 1)  # Decree 204/2004/NĐ-CP: who served then was placed anew
SCALE_A0 = date(2021, 8, 1)  # Circular 02/2021/TT-BNV: the grade 01.004 has been on it since
HEALTH_LISTED = date(1998, 1, 1)
REFORM, FORMER = date(2025, 7, 1), "Ủy ban nhân dân huyện Lam Giang"


def rows_of(cast: Cast, today: date, cut: date) -> list[Change]:
    """Everything that a paper file would hold on the day `cut`, when the register begins."""
    dice = random.Random(cast.number)  # noqa: S311 - the same person each time
    life = _life(cast, dice, today, cut)
    grade = OF_ROLE.get(cast.role, "01.003" if dice.random() < 0.85 else "01.004")
    rows = [
        *_person(cast, life, dice),
        *_private(cast, life, dice),
        *_learning(life, grade, dice),
        *_posts(cast, life, today),
        *_pay(life, grade, cut),
        *_evaluations(life, today, dice),
        *cases.particular(cast, life, today),
    ]
    return [_stored(group, raw, since, until) for group, raw, since, until in rows]


def _stored(group: str, raw: dict[str, Any], since: date, until: date | None) -> Change:
    values, problems = read(group, raw, max(since, date(2026, 7, 1)))
    if problems:
        raise ValueError(f"{group}: {problems}")
    return Change(group, slot_of(group, values), since, until, values)


def _life(cast: Cast, dice: random.Random, today: date, cut: date) -> Life:
    oldest = 58 if cast.sex == MAN else 55
    youngest = 38 if cast.role in OF_ROLE else 26
    age = dice.randint(youngest, oldest)
    born = date(today.year - age, dice.randint(1, 12), dice.randint(1, 28))
    years = dice.randint(22, 26)
    recruited = min(date(born.year + years, dice.choice((2, 5, 7, 9)), 1), cut - timedelta(days=90))
    appointed = date(2025, 7, 1) if cast.role in OF_ROLE else recruited
    return Life(born, recruited, max(appointed, recruited))


def citizen_number(cast: Cast, born: date) -> str:
    """A number with the right century, sex and year; its serial belongs to nobody."""
    century = 0 if born.year < 2000 else 2
    mark = century + (1 if cast.sex == WOMAN else 0)
    return f"{PROVINCE}{mark}{born.year % 100:02d}{900_000 + cast.number:06d}"


def _person(cast: Cast, life: Life, dice: random.Random) -> Iterator[Raw]:
    town = dice.choice(TOWNS)
    yield (
        "identity",
        {
            "full_name": cast.name,
            "birth_date": f"{life.born:%d/%m/%Y}",
            "sex": cast.sex,
            "birth_place": f"{town}, {HOME}",
            "home_town": f"{town}, {HOME}",
            "ethnicity": _ethnicity(cast.name),
            "religion": "00",
            "citizen_id": citizen_number(cast, life.born),
            "card_issue_date": "15/03/2022",
            "card_issue_place": "Cục Cảnh sát quản lý hành chính về trật tự xã hội",
            "marital_status": "2",
        },
        life.recruited,
        None,
    )
    reform = max(life.recruited, REFORM)
    service = {
        "category": cases.category(cast),
        "staff_no": f"LG{cast.number:05d}",
        "recruited_on": life.recruited.isoformat(),
        "recruiting_body": "Sở Nội vụ tỉnh Lam Giang",
        "recruit_method": "thi",
        "joined_on": reform.isoformat(),
        "permanent_on": (life.recruited + timedelta(days=365)).isoformat(),
    }
    if life.recruited < reform:
        yield "service", service | {"managing_body": FORMER}, life.recruited, None
    yield "service", service | {"managing_body": cast.agency}, reform, None
    login = ".".join(fold(cast.name).split()[-2:])
    yield (
        "contact",
        {
            "phone": f"0900 {cast.number // 1000:03d} {cast.number % 1000:03d}",
            "personal_email": f"{login}{cast.number}@thu.example",
            "permanent_address": f"{town}, {HOME}",
            "current_address": f"Tổ {dice.randint(1, 20)}, phường Nam Sơn, {HOME}",
        },
        life.recruited,
        None,
    )


def _ethnicity(name: str) -> str:
    of = {"Lò": "03", "Giàng": "08", "Nông": "02", "Lường": "03", "Thạch": "05", "Hứa": "09"}
    return of.get(name.split(maxsplit=1)[0], "01")


def _private(cast: Cast, life: Life, dice: random.Random) -> Iterator[Raw]:
    yield (
        "insurance",
        {
            "social_insurance_no": f"01{cast.number:08d}",
            "health_insurance_no": f"01{cast.number:08d}",
        },
        life.recruited,
        None,
    )
    yield "origin", {"family_origin": "Nông dân", "job_before": "Sinh viên"}, life.recruited, None
    if dice.random() < 0.7:
        joined = life.recruited + timedelta(days=dice.randint(700, 1500))
        official = joined + timedelta(days=365)
        days = {
            "party_join_date": joined.isoformat(),
            "party_official_date": official.isoformat(),
            "first_social_org_date": f"26/3/{life.born.year + 16}",
        }
        yield "organisations", days, official, None
    yield (
        "health",
        {"status": "2", "height_cm": 155 + cast.number % 20, "weight_kg": "58,5"},
        max(life.recruited, HEALTH_LISTED),
        None,
    )
    family = cast.name.split()[0]
    for relation, years in (("father", 27), ("mother", 25)):
        given = dice.choice(("An", "Bình", "Chiến", "Dung", "Hải", "Hòa", "Lan", "Minh"))
        yield (
            "family",
            {
                "side": "self",
                "relation": relation,
                "full_name": f"{family} {'Văn' if relation == 'father' else 'Thị'} {given}",
                "birth_year": life.born.year - years,
                "job": dice.choice(JOBS),
                "address": f"{dice.choice(TOWNS)}, {HOME}",
            },
            life.recruited,
            None,
        )


def _learning(life: Life, grade: str, dice: random.Random) -> Iterator[Raw]:
    since, field = life.recruited, dice.choice(FIELDS)
    yield "schooling", {"general_education": "12/12"}, since, None
    yield (
        "education",
        {
            "institution": dice.choice(SCHOOLS),
            "field": field,
            "from_month": f"09/{life.recruited.year - 5}",
            "to_month": f"06/{life.recruited.year - 1}",
            "mode": "full_time",
            "degree": "CĐ" if grade == "01.004" else "ĐH",
            "classification": dice.choice(("good", "very_good", "fairly_good")),
        },
        since,
        None,
    )
    if grade == "01.002":
        yield (
            "education",
            {
                "institution": dice.choice(SCHOOLS),
                "field": field,
                "degree": "ThS",
                "mode": "part_time",
                "to_month": f"12/{life.recruited.year + 8}",
            },
            date(life.recruited.year + 9, 1, 1),
            None,
        )
    advanced = grade == "01.002"
    yield (
        "training",
        {
            "kind": "political_theory",
            "political_theory": "advanced" if advanced else "intermediate",
            "institution": "Trường Chính trị tỉnh Lam Giang",
        },
        since,
        None,
    )
    yield (
        "training",
        {
            "kind": "state_management",
            "state_management": "principal" if advanced else "specialist",
            "institution": "Học viện Hành chính",
        },
        since,
        None,
    )
    yield "training", {"kind": "it", "level": "Cơ bản"}, since, None


def _posts(cast: Cast, life: Life, today: date) -> Iterator[Raw]:
    """An earlier post in a body that is no more, then the present one since the reform of 2025."""
    present = {
        "kind": "appoint" if cast.role in OF_ROLE else "assign",
        "unit": cast.unit,
        "title": cast.title,
        "function": cast.role,
        "leadership": LEADING.get(cast.role, "none"),
        "position": cast.title,
        "is_primary": True,
    }
    present |= cases.present_post(cast, today)
    if cast.role in OF_ROLE:
        present["term_end"] = date(life.appointed.year + 5, 7, 1).isoformat()
    reform = REFORM
    if life.recruited >= reform:
        yield "assignment", present, life.recruited, None
        return
    before = {
        "kind": "assign",
        "unit": "Phòng Nội vụ huyện Lam Giang",
        "title": "Chuyên viên",
        "position": "Chuyên viên",
        "function": "official",
        "is_primary": True,
    }
    yield "assignment", before, life.recruited, None
    yield "assignment", present, reform, None


def _pay(life: Life, grade: str, cut: date) -> Iterator[Raw]:
    """Every raise that was due before the register began, as the law reckons it."""
    of = scale(GRADES[grade], cut)
    since = max(life.recruited, SCALE_A0 if grade == "01.004" else PRESENT_SCALES)
    served = (since.year - life.recruited.year) * 12 + since.month - life.recruited.month
    step = min(of.steps, 1 + served // of.cadence)
    held = Holding(scale=of.code, step=step, since=since)
    yield _step(grade, held, str(of.coefficient(step)))
    while (found := next_raise(held)) is not None and found.due < cut:
        held = Holding(scale=of.code, step=found.step, since=found.due, over_grade=found.over_grade)
        yield _step(grade, held, str(found.coefficient))


def _step(grade: str, held: Holding, coefficient: str) -> Raw:
    over = {"over_grade": held.over_grade} if held.over_grade else {}
    return (
        "pay",
        {
            "mode": "grade_step",
            "grade": grade,
            "scale": held.scale,
            "step": held.step,
            "coefficient": coefficient,
            "share": 100,
            "step_since": held.since.isoformat(),
            **over,
        },
        held.since,
        None,
    )


def _evaluations(life: Life, today: date, dice: random.Random) -> Iterator[Raw]:
    for year in range(max(life.recruited.year + 1, today.year - 4), today.year):
        score = dice.choice((78, 82, 85, 88, 74, 92))
        level = "HTXSNV" if score >= 90 else "HTTNV"
        yield (
            "evaluation",
            {
                "period": str(year),
                "general": "26",
                "results": str(score - 26),
                "score": str(score),
                "level": level,
            },
            date(year, 12, 31),
            None,
        )
