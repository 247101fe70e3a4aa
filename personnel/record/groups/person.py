"""Who the person is and how to reach him: head and items 1 to 10, 19, 21, 22 of the form."""

from office.i18n import _l
from personnel.record.shapes import Field, Group, Kind, Shape

identity = Group(
    "identity",
    _l("Identity"),
    "Thông tin cá nhân",
    (
        Field(
            "full_name",
            Kind.NAME,
            _l("Full name at birth"),
            "Họ và tên khai sinh",
            item="1",
            is_required=True,
            is_essential=True,
        ),
        Field("other_names", Kind.LIST, _l("Other names"), "Tên gọi khác", item="2"),
        Field(
            "birth_date",
            Kind.PARTIAL_DATE,
            _l("Date of birth"),
            "Sinh ngày",
            item="3",
            is_required=True,
        ),
        Field("sex", Kind.CODE, _l("Sex"), "Giới tính", item="3", codes="sex", is_required=True),
        Field(
            "birth_place",
            Kind.PLACE,
            _l("Place of birth"),
            "Nơi sinh",
            item="4",
            is_required=True,
        ),
        Field("home_town", Kind.PLACE, _l("Home town"), "Quê quán", item="5", is_required=True),
        Field(
            "ethnicity",
            Kind.CODE,
            _l("Ethnic group"),
            "Dân tộc",
            item="6",
            codes="madantoc",
            is_required=True,
        ),
        Field(
            "religion",
            Kind.CODE,
            _l("Religion"),
            "Tôn giáo",
            item="7",
            codes="matongiao",
            is_required=True,
            is_sensitive=True,
        ),
        Field(
            "citizen_id",
            Kind.CITIZEN_ID,
            _l("Citizen number"),
            "Mã số định danh / Số CCCD",
            is_required=True,
            is_sensitive=True,
            hint=_l("12 digits, as on the citizen card."),
        ),
        Field("card_issue_date", Kind.DATE, _l("Card issued on"), "Ngày cấp"),
        Field("card_issue_place", Kind.TEXT, _l("Card issued by"), "Nơi cấp"),
        Field(
            "marital_status",
            Kind.CODE,
            _l("Marital status"),
            "Tình trạng hôn nhân",
            codes="matinhtranghonnhan",
        ),
        Field(
            "nationality",
            Kind.CODE,
            _l("Nationality"),
            "Quốc tịch",
            codes="maquocgia",
        ),
        Field(
            "verified_at",
            Kind.DATE,
            _l("Compared with the population database on"),
            "Ngày đối chiếu với CSDLQG về dân cư",
        ),
        Field("verified_by", Kind.TEXT, _l("Compared by"), "Người đối chiếu"),
    ),
    shape=Shape.ONE,
)

contact = Group(
    "contact",
    _l("Contact"),
    "Thông tin liên hệ",
    (
        Field("phone", Kind.PHONE, _l("Telephone"), "Số điện thoại liên hệ", item="8"),
        Field("personal_email", Kind.EMAIL, _l("Personal e-mail"), "Thư điện tử cá nhân"),
        Field(
            "permanent_address",
            Kind.PLACE,
            _l("Permanent address"),
            "Nơi thường trú",
            is_required=True,
        ),
        Field(
            "current_address",
            Kind.PLACE,
            _l("Current address"),
            "Nơi ở hiện nay",
            item="10",
            is_required=True,
        ),
    ),
    shape=Shape.ONE,
)

insurance = Group(
    "insurance",
    _l("Insurance and tax"),
    "Bảo hiểm, thuế",
    (
        Field(
            "social_insurance_no",
            Kind.TEXT,
            _l("Social insurance number"),
            "Số bảo hiểm xã hội",
            item="9",
            is_required=True,
            is_sensitive=True,
            pattern=r"\d{10}",
            hint=_l("10 digits."),
        ),
        Field(
            "health_insurance_no",
            Kind.TEXT,
            _l("Health insurance card number"),
            "Số thẻ bảo hiểm y tế",
            is_sensitive=True,
            pattern=r"\d{10}|[A-Z]{2}\d{13}",
            hint=_l("10 digits, or 2 letters and 13 digits on an old card."),
        ),
        Field(
            "tax_code",
            Kind.TEXT,
            _l("Tax code"),
            "Mã số thuế",
            is_sensitive=True,
            pattern=r"\d{10}|\d{10}-\d{3}|\d{12}",
            hint=_l("10 or 13 digits, or the citizen number."),
        ),
        Field(
            "bank_account",
            Kind.TEXT,
            _l("Bank account"),
            "Số tài khoản ngân hàng",
            is_sensitive=True,
            pattern=r"[0-9A-Z]{4,24}",
            hint=_l("4 to 24 digits or letters."),
        ),
        Field("bank", Kind.TEXT, _l("Bank"), "Ngân hàng", is_sensitive=True),
    ),
    shape=Shape.ONE,
)

schooling = Group(
    "schooling",
    _l("Schooling and titles"),
    "Trình độ, học hàm, danh hiệu",
    (
        Field(
            "general_education",
            Kind.CODE,
            _l("General education"),
            "Trình độ giáo dục phổ thông",
            item="19",
            codes="general_education",
            is_required=True,
        ),
        Field(
            "academic_rank",
            Kind.CODE,
            _l("Academic rank"),
            "Học hàm",
            item="21",
            codes="academic_rank",
        ),
        Field(
            "academic_rank_year",
            Kind.NUMBER,
            _l("Year of the academic rank"),
            "Năm được phong học hàm",
            item="21",
            least=1945,
            most=2200,
        ),
        Field(
            "state_title",
            Kind.CODE,
            _l("State title of honour"),
            "Danh hiệu nhà nước phong tặng",
            item="22",
            codes="state_title",
        ),
        Field(
            "state_title_year",
            Kind.NUMBER,
            _l("Year of the state title"),
            "Năm được phong tặng danh hiệu",
            item="22",
            least=1945,
            most=2200,
        ),
    ),
    shape=Shape.ONE,
)

photo = Group(
    "photo",
    _l("Photo"),
    "Ảnh chân dung",
    (
        Field("taken_on", Kind.DATE, _l("Taken on"), "Ngày chụp"),
        Field("note", Kind.TEXT, _l("Remark"), "Ghi chú"),
    ),
    shape=Shape.ONE,
    is_national=False,
)

GROUPS = (identity, contact, insurance, schooling, photo)
