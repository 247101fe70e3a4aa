"""Rewards, discipline, history, leave and travel: items 32 to 35 of the form.

The numbers 32, 33 and 35 follow the order of older forms and are to be compared with the official
text of Thông tư 06/2023/TT-BNV.
"""

from office.i18n import _l
from personnel.record.shapes import Access, Authority, Field, Group, Kind

reward = Group(
    "reward",
    _l("Rewards"),
    "Khen thưởng",
    (
        Field(
            "form",
            Kind.CODE,
            _l("Form of reward"),
            "Hình thức khen thưởng",
            item="32",
            codes="reward_form",
            is_essential=True,
        ),
        Field(
            "level",
            Kind.CODE,
            _l("Awarded at the level of"),
            "Cấp khen thưởng",
            codes="reward_level",
        ),
        Field("title", Kind.TEXT, _l("Title of the reward"), "Danh hiệu khen thưởng", item="32"),
    ),
    authority=Authority.DECIDED,
)

discipline = Group(
    "discipline",
    _l("Discipline"),
    "Kỷ luật",
    (
        Field(
            "form",
            Kind.CODE,
            _l("Form of discipline"),
            "Hình thức kỷ luật",
            item="33",
            codes="discipline_form",
            is_essential=True,
            is_sensitive=True,
        ),
        Field(
            "behaviour",
            Kind.LONG_TEXT,
            _l("Violation"),
            "Hành vi vi phạm",
            item="33",
            is_sensitive=True,
        ),
        Field(
            "effect_ends",
            Kind.DATE,
            _l("Effect ends on"),
            "Ngày chấm dứt hiệu lực",
            is_sensitive=True,
        ),
        Field(
            "party_discipline",
            Kind.TEXT,
            _l("Party discipline in the same matter"),
            "Kỷ luật đảng liên quan",
            is_sensitive=True,
        ),
    ),
    authority=Authority.DECIDED,
    access=Access.DISCIPLINE,
)

past = Group(
    "past",
    _l("Own history"),
    "Đặc điểm lịch sử bản thân",
    (
        Field(
            "detention",
            Kind.LONG_TEXT,
            _l("Arrests and sentences"),
            "Khai rõ bị bắt, bị tù",
            item="34",
            is_sensitive=True,
        ),
        Field(
            "former_regime",
            Kind.LONG_TEXT,
            _l("Work for a former regime"),
            "Bản thân có làm việc cho chế độ cũ",
            item="34",
            is_sensitive=True,
        ),
        Field(
            "foreign_relations",
            Kind.LONG_TEXT,
            _l("Relations with foreign organisations"),
            "Tham gia hoặc có quan hệ với tổ chức nước ngoài",
            item="34",
            is_sensitive=True,
        ),
        Field(
            "foreign_relatives",
            Kind.LONG_TEXT,
            _l("Relatives abroad"),
            "Có thân nhân ở nước ngoài",
            item="34",
            is_sensitive=True,
        ),
    ),
    access=Access.RESTRICTED,
)

work_history = Group(
    "work_history",
    _l("Work history"),
    "Quá trình công tác",
    (
        Field(
            "from_month",
            Kind.PARTIAL_DATE,
            _l("From month"),
            "Từ tháng, năm",
            item="35",
            is_essential=True,
        ),
        Field("to_month", Kind.PARTIAL_DATE, _l("To month"), "Đến tháng, năm", item="35"),
        Field("unit", Kind.UNIT, _l("Agency or unit"), "Cơ quan, đơn vị công tác", item="35"),
        Field("title", Kind.TEXT, _l("Title held"), "Chức danh, chức vụ", item="35"),
        Field("country", Kind.CODE, _l("Country of work"), "Nước công tác", codes="maquocgia"),
    ),
)

leave = Group(
    "leave",
    _l("Leave of absence"),
    "Nghỉ phép, nghỉ việc riêng",
    (
        Field(
            "kind",
            Kind.CODE,
            _l("Kind of leave"),
            "Loại nghỉ",
            codes="leave_kind",
            is_essential=True,
        ),
        Field(
            "days",
            Kind.DECIMAL,
            _l("Working days"),
            "Số ngày nghỉ",
            least=0,
            most=2000,
            hint=_l("Half days are written 0.5."),
        ),
        Field("substitute", Kind.TEXT, _l("Substitute"), "Người làm thay"),
        Field("reason", Kind.LONG_TEXT, _l("Reason"), "Lý do"),
    ),
    authority=Authority.DECIDED,
)

travel = Group(
    "travel",
    _l("Travel abroad"),
    "Đi nước ngoài",
    (
        Field(
            "country",
            Kind.CODE,
            _l("Country visited"),
            "Nước đến",
            codes="maquocgia",
            is_essential=True,
            is_sensitive=True,
        ),
        Field("purpose", Kind.TEXT, _l("Purpose"), "Mục đích", is_sensitive=True),
        Field("from_date", Kind.DATE, _l("Left on"), "Từ ngày", is_sensitive=True),
        Field("to_date", Kind.DATE, _l("Back on"), "Đến ngày", is_sensitive=True),
        Field("paid_by", Kind.TEXT, _l("Paid by"), "Nguồn kinh phí", is_sensitive=True),
    ),
    access=Access.RESTRICTED,
    is_national=False,
)

GROUPS = (reward, discipline, past, work_history, leave, travel)
