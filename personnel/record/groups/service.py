"""Recruitment, service and origin: the head of the form and its items 11 to 18."""

from office.i18n import _l
from personnel.record.shapes import Access, Authority, Field, Group, Kind, Shape

OFFICIALS = frozenset({"can_bo", "cong_chuc", "vien_chuc"})
CIVIL_SERVANTS = frozenset({"cong_chuc"})

service = Group(
    "service",
    _l("Recruitment and service"),
    "Tuyển dụng",
    (
        Field(
            "category",
            Kind.CODE,
            _l("Category"),
            "Đối tượng",
            codes="category",
            is_required=True,
            is_essential=True,
        ),
        Field("staff_no", Kind.TEXT, _l("Staff number"), "Số hiệu", is_required=True),
        Field(
            "managing_body",
            Kind.UNIT,
            _l("Managing body"),
            "Cơ quan quản lý cán bộ, công chức, viên chức",
            is_required=True,
        ),
        Field(
            "recruited_on",
            Kind.DATE,
            _l("First recruited on"),
            "Ngày được tuyển dụng lần đầu",
            item="13",
            is_required=True,
        ),
        Field(
            "recruiting_body",
            Kind.UNIT,
            _l("Recruiting body"),
            "Cơ quan, đơn vị tuyển dụng",
            item="13",
            is_required=True,
        ),
        Field(
            "recruit_method",
            Kind.CODE,
            _l("Way of recruitment"),
            "Hình thức tuyển dụng",
            codes="recruit_method",
        ),
        Field(
            "joined_on",
            Kind.DATE,
            _l("Joined the present body on"),
            "Ngày vào cơ quan hiện đang công tác",
            item="14",
            is_required=True,
        ),
        Field("probation_from", Kind.DATE, _l("Probation from"), "Tập sự từ ngày"),
        Field("probation_to", Kind.DATE, _l("Probation to"), "Tập sự đến ngày"),
        Field(
            "permanent_on",
            Kind.DATE,
            _l("Permanent since"),
            "Ngày bổ nhiệm chính thức vào ngạch",
        ),
        Field("oath_on", Kind.DATE, _l("Oath taken on"), "Ngày tuyên thệ"),
    ),
    shape=Shape.ONE,
    authority=Authority.DECIDED,
)

origin = Group(
    "origin",
    _l("Social origin"),
    "Xuất thân",
    (
        Field(
            "family_origin",
            Kind.TEXT,
            _l("Family origin"),
            "Thành phần gia đình xuất thân",
            item="11",
        ),
        Field(
            "job_before",
            Kind.TEXT,
            _l("Occupation before recruitment"),
            "Nghề nghiệp trước khi được tuyển dụng",
            item="12",
        ),
    ),
    shape=Shape.ONE,
)

organisations = Group(
    "organisations",
    _l("Party and organisations"),
    "Đảng, tổ chức chính trị - xã hội",
    (
        Field(
            "party_join_date",
            Kind.DATE,
            _l("Joined the Party on"),
            "Ngày vào Đảng Cộng sản Việt Nam",
            item="15",
            is_sensitive=True,
        ),
        Field(
            "party_official_date",
            Kind.DATE,
            _l("Official Party member since"),
            "Ngày chính thức",
            item="15",
            is_sensitive=True,
        ),
        Field(
            "party_card_no",
            Kind.TEXT,
            _l("Party card number"),
            "Số thẻ đảng viên",
            item="15",
            is_sensitive=True,
        ),
        Field(
            "first_social_org_date",
            Kind.PARTIAL_DATE,
            _l("Joined the first socio-political organisation on"),
            "Ngày tham gia tổ chức chính trị - xã hội đầu tiên",
            item="16",
        ),
        Field(
            "first_social_org",
            Kind.TEXT,
            _l("First socio-political organisation"),
            "Tổ chức chính trị - xã hội đầu tiên",
            item="16",
        ),
        Field(
            "party_position",
            Kind.CODE,
            _l("Party position"),
            "Chức vụ Đảng hiện tại",
            item="26",
            codes="machucdanhcqdcsvn",
        ),
        Field(
            "concurrent_party_position",
            Kind.CODE,
            _l("Concurrent Party position"),
            "Chức vụ Đảng kiêm nhiệm",
            item="27",
            codes="machucdanhcqdcsvn",
        ),
    ),
    shape=Shape.ONE,
)

military = Group(
    "military",
    _l("Military service"),
    "Quân ngũ",
    (
        Field("enlist_date", Kind.PARTIAL_DATE, _l("Enlisted on"), "Ngày nhập ngũ", item="17"),
        Field("discharge_date", Kind.PARTIAL_DATE, _l("Discharged on"), "Ngày xuất ngũ", item="17"),
        Field(
            "highest_rank",
            Kind.TEXT,
            _l("Highest military rank"),
            "Quân hàm cao nhất",
            item="17",
        ),
    ),
    shape=Shape.ONE,
)

policy_category = Group(
    "policy_category",
    _l("Policy category"),
    "Đối tượng chính sách",
    (
        Field(
            "kind",
            Kind.CODE,
            _l("Policy category of the person or the family"),
            "Đối tượng chính sách",
            item="18",
            codes="policy_kind",
            is_essential=True,
            is_sensitive=True,
        ),
        Field(
            "detail",
            Kind.TEXT,
            _l("Class or rate"),
            "Hạng, tỷ lệ",
            item="18",
            is_sensitive=True,
        ),
    ),
    access=Access.FAMILY,
)

contract = Group(
    "contract",
    _l("Contracts"),
    "Hợp đồng",
    (
        Field(
            "kind",
            Kind.CODE,
            _l("Kind of contract"),
            "Loại hợp đồng",
            codes="contract_kind",
            is_essential=True,
        ),
        Field("number", Kind.TEXT, _l("Contract number"), "Số hợp đồng"),
        Field("signed_on", Kind.DATE, _l("Contract signed on"), "Ngày ký hợp đồng"),
        Field("job", Kind.TEXT, _l("Work agreed"), "Công việc theo hợp đồng"),
        Field("annexes", Kind.LIST, _l("Annexes"), "Phụ lục hợp đồng"),
    ),
    authority=Authority.DECIDED,
)

exits = Group(
    "exit",
    _l("End of service"),
    "Thôi công tác",
    (
        Field(
            "kind",
            Kind.CODE,
            _l("Way of leaving"),
            "Hình thức",
            codes="exit_kind",
            is_essential=True,
        ),
        Field("reason", Kind.LONG_TEXT, _l("Reason"), "Lý do"),
        Field("moved_to", Kind.UNIT, _l("Moved to"), "Cơ quan, đơn vị chuyển đến"),
        Field(
            "handover",
            Kind.CODE,
            _l("State of the hand-over"),
            "Tình trạng bàn giao",
            codes="handover_state",
        ),
    ),
    shape=Shape.ONE,
    authority=Authority.DECIDED,
)

GROUPS = (service, origin, organisations, military, policy_category, contract, exits)
