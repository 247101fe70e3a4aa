"""Education, training and skills: item 20 and the tables of the form."""

from office.i18n import _l
from personnel.record.shapes import Field, Group, Kind

education = Group(
    "education",
    _l("Education"),
    "Quá trình đào tạo",
    (
        Field("institution", Kind.TEXT, _l("Institution"), "Tên cơ sở đào tạo", item="20"),
        Field("country", Kind.CODE, _l("Country"), "Nước đào tạo", codes="maquocgia"),
        Field(
            "field",
            Kind.TEXT,
            _l("Field of study"),
            "Chuyên ngành đào tạo",
            item="20",
        ),
        Field(
            "field_code",
            Kind.TEXT,
            _l("Code of the field"),
            "Mã ngành đào tạo",
            pattern=r"\d{3,8}",
            hint=_l("3 to 8 digits."),
        ),
        Field("from_month", Kind.PARTIAL_DATE, _l("From month"), "Từ tháng, năm", item="20"),
        Field("to_month", Kind.PARTIAL_DATE, _l("To month"), "Đến tháng, năm", item="20"),
        Field(
            "mode",
            Kind.CODE,
            _l("Mode of study"),
            "Hình thức đào tạo",
            codes="education_mode",
        ),
        Field(
            "degree",
            Kind.CODE,
            _l("Degree"),
            "Trình độ chuyên môn cao nhất",
            item="20",
            codes="degree",
            is_required=True,
            is_essential=True,
        ),
        Field(
            "classification",
            Kind.CODE,
            _l("Classification"),
            "Xếp loại bằng",
            codes="classification",
        ),
        Field("diploma_no", Kind.TEXT, _l("Diploma number"), "Số hiệu văn bằng"),
        Field("issued_on", Kind.PARTIAL_DATE, _l("Issued on"), "Ngày cấp bằng"),
        Field("issuer", Kind.TEXT, _l("Place of issue"), "Nơi cấp bằng"),
        Field(
            "recognition_no",
            Kind.TEXT,
            _l("Recognition number of a foreign diploma"),
            "Số công nhận văn bằng nước ngoài",
        ),
    ),
)

training = Group(
    "training",
    _l("Training"),
    "Quá trình bồi dưỡng",
    (
        Field(
            "kind",
            Kind.CODE,
            _l("Kind of training"),
            "Loại bồi dưỡng",
            codes="training_kind",
            is_essential=True,
        ),
        Field(
            "political_theory",
            Kind.CODE,
            _l("Level of political theory"),
            "Trình độ lý luận chính trị",
            codes="political_theory",
        ),
        Field(
            "state_management",
            Kind.CODE,
            _l("Level of state management"),
            "Bồi dưỡng quản lý nhà nước",
            codes="state_management",
        ),
        Field(
            "defence_security",
            Kind.CODE,
            _l("Class of defence and security knowledge"),
            "Kiến thức quốc phòng và an ninh",
            codes="defence_security",
        ),
        Field("language", Kind.TEXT, _l("Language"), "Ngoại ngữ, tiếng dân tộc"),
        Field("level", Kind.TEXT, _l("Level or certificate"), "Trình độ, chứng chỉ"),
        Field("name", Kind.TEXT, _l("Name of the course"), "Tên khóa bồi dưỡng"),
        Field("institution", Kind.TEXT, _l("Training institution"), "Cơ sở bồi dưỡng"),
        Field("from_month", Kind.PARTIAL_DATE, _l("From month"), "Từ tháng, năm"),
        Field("to_month", Kind.PARTIAL_DATE, _l("To month"), "Đến tháng, năm"),
        Field("score", Kind.DECIMAL, _l("Score"), "Điểm", least=0, most=1000),
        Field("certificate_no", Kind.TEXT, _l("Certificate number"), "Số chứng chỉ"),
        Field("issued_on", Kind.PARTIAL_DATE, _l("Certificate issued on"), "Ngày cấp chứng chỉ"),
        Field("expires_on", Kind.DATE, _l("Expires on"), "Ngày hết hạn"),
    ),
)

skills = Group(
    "skills",
    _l("Skills"),
    "Kỹ năng",
    (
        Field("name", Kind.TEXT, _l("Skill"), "Kỹ năng", is_essential=True),
        Field("level", Kind.CODE, _l("Skill level"), "Mức độ", codes="skill_level"),
        Field("note", Kind.TEXT, _l("Remark"), "Ghi chú"),
    ),
    is_national=False,
)

GROUPS = (education, training, skills)
