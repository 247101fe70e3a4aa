"""A fictional official with a whole record: every group that a form prints is there."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

from personnel.compose.facts import Decision, FormRecord, Heading
from personnel.record.timeline import Row

LEARNED = datetime(2026, 1, 5, 3, tzinfo=UTC)
ON = date(2026, 11, 24)
PRINTED = date(2026, 11, 25)


def code(label, value="x"):
    return {"list": "x", "code": value, "version": "1", "label": label}


def place(detail, commune, province="01"):
    return {"detail": detail, "commune": commune, "province": province, "list_date": "2025-07-01"}


class Made:
    """Rows in the order in which they are told; each has a line of its own."""

    def __init__(self):
        self.rows = []
        self.decisions = {}

    def add(self, group, values, since=date(2012, 9, 1), slot=None, decision="", **more):
        order = len(self.rows) + 1
        uid = UUID(int=order)
        if decision:
            self.decisions[uid] = Decision(decision, since, "Sở Nội vụ tỉnh H99")
        self.rows.append(
            Row(
                uid=uid,
                line=uid,
                group=group,
                slot=str(order) if slot is None else slot,
                valid_from=since,
                order=order,
                recorded_at=LEARNED,
                values=values,
                decision_uid=uid if decision else None,
                **more,
            )
        )


def person(made):
    """Identity, contact and origin: items 1 to 19, 21 and 22."""
    home = place("Thôn Đoài", "xã Yên Khê")
    made.add(
        "identity",
        {
            "full_name": "Nguyễn Thị Thuỷ Tiên",
            "other_names": ["Nguyễn Thuỷ", "Tiên Phượng"],
            "birth_date": "1985-03-14",
            "sex": code("Nữ", "2"),
            "birth_place": place("", "phường Hạ Lũng"),
            "home_town": home,
            "ethnicity": code("Tày", "02"),
            "religion": code("Phật giáo"),
            "citizen_id": "099185001234",
            "card_issue_date": "2021-07-15",
            "card_issue_place": "Cục Cảnh sát QLHC về TTXH",
        },
        slot="",
    )
    made.add(
        "service",
        {
            "category": code("Công chức", "cong_chuc"),
            "staff_no": "H99-004217",
            "managing_body": {"unit": "u1", "name": "Ủy ban nhân dân tỉnh H99"},
            "recruited_on": "2008-09-01",
            "recruiting_body": {"name": "Sở Nội vụ tỉnh H99"},
            "joined_on": "2012-09-01",
        },
        slot="",
    )
    made.add(
        "contact",
        {
            "phone": "+84900000217",
            "permanent_address": place("Số 5 ngõ 12 phố Vạn Bảo", "phường Hạ Lũng"),
            "current_address": place("Số 17 đường Đá Bạc", "phường Yên Ninh"),
        },
        slot="",
    )
    made.add(
        "insurance",
        {"social_insurance_no": "0112233445", "health_insurance_no": "DN4990112233445"},
        slot="",
    )
    made.add("origin", {"family_origin": "Nông dân", "job_before": "Giáo viên hợp đồng"}, slot="")
    made.add(
        "organisations",
        {
            "party_join_date": "2010-05-19",
            "party_official_date": "2011-05-19",
            "party_card_no": "99.012345",
            "first_social_org_date": "2000-03-26",
            "first_social_org": "Đoàn TNCS Hồ Chí Minh",
            "party_position": code("Phó Bí thư chi bộ"),
            "concurrent_party_position": code("Ủy viên Ủy ban kiểm tra"),
        },
        slot="",
    )
    made.add(
        "military",
        {"enlist_date": "2004-02", "discharge_date": "2006-02", "highest_rank": "Trung sĩ"},
        slot="",
    )
    made.add("policy_category", {"kind": code("Con thương binh"), "detail": "hạng 2/4"})
    made.add(
        "schooling",
        {
            "general_education": code("12/12"),
            "academic_rank": code("Phó Giáo sư"),
            "academic_rank_year": 2024,
            "state_title": code("Nhà giáo Ưu tú"),
            "state_title_year": 2020,
        },
        slot="",
    )


def learning(made):
    made.add(
        "education",
        {
            "institution": "Trường Đại học Luật H99",
            "field": "Luật hành chính",
            "mode": code("Chính quy"),
            "degree": code("Đại học", "ĐH"),
            "classification": code("Khá"),
            "diploma_no": "B 0123456",
            "from_month": "2003-09",
            "to_month": "2007-06",
            "issued_on": "2007-07",
        },
    )
    made.add(
        "education",
        {
            "institution": "Học viện Quản lý H99",
            "country": code("Việt Nam"),
            "field": "Quản lý công",
            "mode": code("Vừa làm vừa học"),
            "degree": code("Thạc sĩ", "ThS"),
            "from_month": "2014-10",
            "to_month": "2016-10",
            "issued_on": "2016-11-20",
        },
    )
    for kind, label, values in (
        ("political_theory", "Lý luận chính trị", {"political_theory": code("Cao cấp")}),
        ("state_management", "Quản lý nhà nước", {"state_management": code("Chuyên viên chính")}),
        ("defence_security", "Quốc phòng và an ninh", {"defence_security": code("Đối tượng 3")}),
        ("it", "Tin học", {"level": "Ứng dụng CNTT cơ bản"}),
        ("foreign_language", "Ngoại ngữ", {"language": "Tiếng Anh", "level": "Bậc 4/6"}),
        ("professional", "Chuyên môn, nghiệp vụ", {"name": "Kỹ năng soạn thảo văn bản"}),
    ):
        given = {"kind": code(label, kind), "institution": "Trường Chính trị tỉnh H99"}
        made.add("training", given | values | {"from_month": "2018-03", "to_month": "2018-06"})


def work(made):
    """Posts, duties, plans and pay: items 23 to 30."""
    unit = {"unit": "u2", "name": "Sở Tư pháp tỉnh H99"}
    made.add(
        "assignment",
        {
            "kind": code("Bổ nhiệm", "appoint"),
            "unit": unit,
            "title": "Trưởng phòng Phổ biến, giáo dục pháp luật",
            "position": "VT-017",
            "is_primary": True,
            "appointed_on": "2019-06-01",
            "reappointed_on": "2024-06-01",
            "term_end": "2029-06-01",
        },
        since=date(2019, 6, 1),
        slot="primary",
        decision="418/QĐ-SNV",
    )
    made.add(
        "assignment",
        {
            "kind": code("Giao nhiệm vụ", "assign"),
            "unit": {"name": "Hội đồng phối hợp phổ biến pháp luật"},
            "title": "Thư ký Hội đồng",
            "is_primary": False,
        },
        since=date(2020, 1, 10),
        decision="09/QĐ-STP",
    )
    made.add("planning", {"title": "Phó Giám đốc Sở Tư pháp", "period": "2026 - 2031"})
    made.add(
        "duty",
        {
            "main_duty": "Phụ trách công tác phổ biến, giáo dục pháp luật",
            "strengths": "Soạn thảo văn bản quy phạm",
            "longest_job": "Chuyên viên pháp chế",
        },
        slot="",
    )
    steps = ((2012, 1, "2.34"), (2015, 2, "2.67"), (2018, 3, "3.00"), (2021, 4, "3.33"))
    for year, step, coefficient in (*steps, (2024, 5, "3.66")):
        made.add(
            "pay",
            {
                "mode": code("Ngạch, bậc", "grade_step"),
                "grade": code("Chuyên viên", "01.003"),
                "step": step,
                "coefficient": coefficient,
                "share": 100,
                "over_grade": 0,
                "reserved_difference": "0.12",
                "amount": 12650000,
                "step_since": f"{year}-10-01",
            },
            since=date(year, 10, 1),
            slot="",
            decision=f"{year % 100}7/QĐ-SNV",
        )
    for kind, label, unit, value in (
        ("position", "Phụ cấp chức vụ", "coefficient", "0.50"),
        ("concurrent", "Phụ cấp kiêm nhiệm", "coefficient", "0.10"),
        ("public_duty", "Phụ cấp công vụ", "percent", "25"),
    ):
        given = {"kind": code(label, kind), "unit": code(unit, unit), "value": value}
        made.add("allowance", given, since=date(2019, 6, 1), slot=kind, decision="418/QĐ-SNV")


def conduct(made):
    """Health, rewards, discipline and history: items 31 to 35."""
    made.add(
        "health",
        {
            "status": code("Tốt"),
            "height_cm": 158,
            "weight_kg": "52.5",
            "blood_group": code("AB (+)"),
        },
        slot="",
    )
    made.add(
        "reward",
        {
            "form": code("Bằng khen", "bang_khen"),
            "level": code("Cấp tỉnh"),
            "title": "Cá nhân tiêu biểu",
        },
        since=date(2017, 12, 20),
        decision="2290/QĐ-UBND",
    )
    made.add(
        "reward",
        {"form": code("Chiến sĩ thi đua cơ sở", "cstd_co_so"), "level": code("Cấp sở")},
        since=date(2022, 12, 30),
        decision="771/QĐ-STP",
    )
    made.add(
        "discipline",
        {"form": code("Khiển trách", "khien_trach"), "behaviour": "Chậm nộp báo cáo kê khai"},
        since=date(2013, 4, 2),
        decision="55/QĐ-STP",
    )
    made.add(
        "past",
        {
            "detention": "Không bị bắt, bị tù",
            "former_regime": "Không làm việc trong chế độ cũ",
            "foreign_relations": "Hội viên Hội Luật gia ASEAN",
            "foreign_relatives": "Em trai du học tại Nhật Bản",
        },
    )
    for begins, ends, unit, title in (
        ("2008-09", "2012-08", "Phòng Tư pháp huyện Yên Khê", "Chuyên viên"),
        ("2012-09", "2019-05", "Sở Tư pháp tỉnh H99", "Chuyên viên, Phó Trưởng phòng"),
    ):
        given = {"from_month": begins, "to_month": ends, "unit": {"name": unit}, "title": title}
        made.add("work_history", given)


def kin(made):
    """Family and economy: items 36 and 37."""
    home = place("", "xã Yên Khê")
    for side, relation, name, year, more in (
        ("self", "Cha đẻ", "Nguyễn Văn Quyết", 1955, {"job": "Thương binh, nghỉ hưu"}),
        ("self", "Mẹ đẻ", "Hoàng Thị Nhuần", 1958, {"job": "Làm ruộng"}),
        ("self", "Chồng", "Trần Đức Khương", 1983, {"job": "Kỹ sư", "is_party_member": True}),
        ("self", "Em ruột", "Nguyễn Hữu Phước", 1992, {"job": "Sinh viên", "is_abroad": True}),
        ("spouse", "Cha chồng", "Trần Đức Vượng", 1950, {"job": "Nghỉ hưu"}),
    ):
        given = {"side": code(side, side), "relation": code(relation), "full_name": name}
        made.add("family", given | {"birth_year": year, "home_town": home} | more)
    made.add(
        "economy",
        {
            "other_income": "Cho thuê nhà 3 triệu đồng một tháng",
            "house_granted": "Căn hộ tập thể 42 m²",
            "house_owned": "Nhà cấp 4 diện tích 80 m²",
            "land_granted": "Đất ở 100 m²",
            "land_owned": "Đất mua 120 m²",
            "land_business": "Ruộng 720 m²",
        },
        slot="",
    )


HEADING = Heading(
    agency="Sở Tư pháp tỉnh H99",
    parent_agency="Ủy ban nhân dân tỉnh H99",
    place="H99",
    head_role="Giám đốc",
    head_name="Lê Hoàng Vũ",
)


def whole(**changes):
    """A record with something in every item of every form."""
    made = Made()
    for tell in (person, learning, work, conduct, kin):
        tell(made)
    record = FormRecord(HEADING, made.rows, ON, PRINTED, decisions=made.decisions)
    return replace(record, **changes)
