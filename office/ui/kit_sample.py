"""Invented content for the kit page: every state of every part, nothing of a real matter."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from office import clock
from office.errors import Forbidden, Refusal
from office.i18n import _
from office.ui import rows
from office.ui.parts import (
    Act,
    Bar,
    Branch,
    Link,
    LogLine,
    PageField,
    PickUnit,
    Share,
    SheetPage,
    Step,
    TreeNode,
    Trust,
    Verdict,
)
from office.ui.toasts import Toast

TYPE = (
    ("k6 record", "2 · Hồ sơ của bạn đang đúng hạn"),
    ("k5 record", "1,5 · Ủy ban nhân dân tỉnh Lam Giang"),
    ("k4", "1,1875 · Đề nghị báo cáo kết quả sắp xếp"),
    ("k3", "1 · Ý kiến chỉ đạo, kết luận, đọc văn bản"),
    ("", "0,875 · danh sách, biểu mẫu, nút bấm: Ẩ Ễ Ộ Ỡ Ừ Ỵ"),
    ("small", "0,8125 · dòng phụ, nhãn, hạn"),
    ("k0", "0,75 · dòng hai của danh sách, chú thích"),
)
PLACE = "Ủy ban nhân dân tỉnh Lam Giang"
REGISTER = ("SỔ ĐĂNG KÝ VĂN BẢN ĐẾN", "Năm 2026 · từ số 1.401 đến số 1.405")
REGISTER_HEADS = (
    "Ngày đến",
    "Số đến",
    "Tác giả",
    "Số, ký hiệu",
    "Ngày tháng văn bản",
    "Tên loại và trích yếu nội dung",
)
TITLES = (
    "Đề nghị báo cáo kết quả sắp xếp đơn vị hành chính cấp xã và phương án bố trí cán bộ dôi dư",
    "Triển khai ứng phó bão số 14 và mưa lũ sau bão trên địa bàn tỉnh",
    "Giải quyết đơn kiến nghị của công dân về chế độ phụ cấp không chuyên trách",
    "Góp ý dự thảo Nghị quyết về chính sách hỗ trợ cán bộ cấp xã sau sắp xếp",
    "Rà soát văn bản quy phạm pháp luật lĩnh vực nội vụ",
)


def deadlines() -> list[tuple[datetime | None, datetime | None]]:
    """Deadline and time of completion for each of the states."""
    day = clock.today()
    return [
        (clock.end_of_work(clock.add_working_days(day, -2)), None),
        (clock.local_midnight(day + timedelta(days=1)) - timedelta(minutes=1), None),
        (clock.end_of_work(clock.add_working_days(day, 2)), None),
        (clock.end_of_work(clock.add_working_days(day, 9)), None),
        (clock.now() + timedelta(days=1), clock.now()),
        (None, None),
    ]


def list_rows() -> list[rows.Row]:
    """Unread, urgent, chosen, here, with files."""
    dues = deadlines()
    arrived = clock.now() - timedelta(hours=3)
    return [
        _row(0, dues[0], arrived, marks=(rows.urgency("KHẨN"),), is_here=True),
        _row(1, dues[1], arrived, marks=(rows.urgency("HỎA TỐC", is_highest=True),), is_new=True),
        _row(2, dues[2], arrived - timedelta(days=4), marks=(rows.urgency("THƯỢNG KHẨN"),)),
        _row(3, dues[3], arrived - timedelta(days=6), tails=(rows.files_mark(_("2 files")),)),
        _row(4, dues[5], arrived - timedelta(days=400)),
    ]


def _row(
    n: int,
    due: tuple[datetime | None, datetime | None],
    at: datetime,
    **states: object,
) -> rows.Row:
    facts = (
        rows.strong_fact(f"1.4{18 - n}"),
        rows.name_fact("UBND tỉnh Lam Giang"),
        rows.number_fact(f"{36 + n}/CĐ-UBND"),
        _("waiting to be presented"),
    )
    return rows.Row(
        url="#row",
        title=TITLES[n],
        facts=facts,
        select=str(n),
        at=at,
        due=rows.row_due(due[0], done_at=due[1]),
        **states,  # type: ignore[arg-type]  # states of a sample
    )


def work_rows() -> list[rows.Row]:
    """My work: the kind in place of the box, the verb I owe first."""
    kinds = (
        ("in", _("Document"), _("Give a direction")),
        ("sign", _("To sign"), _("Sign")),
        ("task", _("Task"), _("Report the result")),
    )
    dues = deadlines()
    return [
        rows.Row(
            url="#row",
            title=TITLES[n],
            kind=(picture, word),
            verb=verb,
            facts=(rows.name_fact("Bộ Nội vụ, 8123/BNV-CQĐP"),),
            due=rows.row_due(dues[n][0]),
            is_new=n == 0,
        )
        for n, (picture, word, verb) in enumerate(kinds)
    ]


def log_lines() -> list[LogLine]:
    """To come, now, done with words of record, done with branches."""
    at = clock.now() - timedelta(days=2)
    return [
        LogLine(_("The leader directs"), "Lê Thu Hà", step=Step.WAIT),
        LogLine(_("Presented to the leader"), "Phạm Ngọc Lan", at, Step.NOW, hint=_("seen 08:31")),
        LogLine(
            _("Sent back"),
            "Phòng Tổ chức",
            at - timedelta(days=1),
            says="Không thuộc chức năng của phòng; đề nghị chuyển Phòng CQĐP.",
        ),
        LogLine(
            _("Routed"),
            "Mai Đức Toàn",
            at - timedelta(days=2),
            branches=(
                Branch(_("Lead"), "Phòng Tổ chức, biên chế", _("sent back"), is_lead=True),
                Branch(_("Cooperating"), "Phòng Công chức, viên chức", _("answered")),
            ),
        ),
    ]


def verdicts() -> list[Verdict]:
    """One of each outcome."""
    at = clock.now()
    fine = (
        _("Exactly the bytes that were signed"),
        _("Only number and date were filled in, as the signer allowed"),
    )
    return [
        Verdict(
            Trust.VALID,
            _("2 valid signatures"),
            *fine,
            _("The certificate was in force and not revoked; time-stamped"),
            "Vũ Đình Lâm · Bộ Nội vụ",
            at,
        ),
        Verdict(
            Trust.DOUBTFUL,
            _("1 signature cannot be confirmed"),
            *fine,
            _("The revocation list could not be fetched"),
            "Vũ Đình Lâm",
            at,
        ),
        Verdict(
            Trust.INVALID,
            _("1 signature is invalid"),
            _("Page 2 was changed after signing"),
            _("Content was added"),
            _("The certificate was in force"),
            "Sở Xây dựng",
            at,
        ),
    ]


def units() -> list[PickUnit]:
    """Two levels, all shares, a group that cannot lead."""
    offices = (
        PickUnit("1", "Văn phòng Sở", open_count=14, late_count=1, share=Share.INFORM),
        PickUnit(
            "2", "Phòng Chính quyền địa phương", _("usually leads this kind"), 31, 2, Share.LEAD
        ),
        PickUnit("3", "Phòng Công chức, viên chức", open_count=28, share=Share.COOPERATE),
        PickUnit(
            "4",
            "Chi cục Văn thư, Lưu trữ",
            open_count=3,
            children=(PickUnit("5", "Phòng Quản lý văn thư", open_count=1),),
        ),
    )
    communes = (PickUnit("7", "UBND xã Phú Khê", open_count=44), PickUnit("8", "UBND xã An Trạch"))
    return [
        PickUnit("0", "Sở Nội vụ", open_count=118, late_count=5, is_open=True, children=offices),
        PickUnit("6", "UBND cấp xã", can_lead=False, children=communes),
    ]


def chosen() -> dict[str, tuple[str, ...]]:
    """The names behind the shares above."""
    return {
        "lead": ("Phòng Chính quyền địa phương",),
        "cooperate": ("Phòng Công chức, viên chức",),
        "inform": ("Văn phòng Sở",),
    }


def tree() -> list[TreeNode]:
    """Documents that belong together."""
    drafts = (
        TreeNode("Dự thảo 2", "#tree", "Báo cáo trả lời Bộ Nội vụ"),
        TreeNode("455/UBND-VX", "#tree"),
    )
    here = TreeNode("8123/BNV-CQĐP", is_here=True, note="Đề nghị báo cáo kết quả", children=drafts)
    return [TreeNode("1876/QĐ-TTg", "#tree", "Kế hoạch sắp xếp", 2, children=(here,))]


def page(image: str) -> SheetPage:
    """A page with a field of mine and one of another."""
    return SheetPage(
        image,
        _("Page 1 of 3"),
        fields=(
            PageField(330, 690, 180, 70, "Lê Thu Hà", _("you sign here"), is_mine=True),
            PageField(230, 690, 90, 80, _("Seal")),
            PageField(80, 100, 150, 18, "Số: …/SNV-CQĐP"),
        ),
    )


def acts(url: str) -> list[Act]:
    """Primary, plain, minor."""
    return [
        Act(_("Present"), url, "go-on", "send", "p"),
        Act(_("Route"), url, "", "next", "f"),
        Act(_("Draft the answer"), url, "bare", "draft", "r", method="get"),
        Act(_("Extend"), url, is_minor=True),
        Act(_("Return"), url, "harm", is_minor=True),
    ]


def bulk_acts(url: str) -> list[Act]:
    """What can be done with several rows."""
    return [
        Act(_("Present"), url, "go-on", name="act", value="present"),
        Act(_("Route"), url, name="act", value="route"),
        Act(_("Print slips"), url, name="act", value="print", is_minor=True),
    ]


def views() -> Sequence[Link]:
    return (
        Link(_("Pending"), "#views", 43, is_current=True),
        Link(_("Not registered"), "#views", 5),
        Link(_("Overdue"), "#views", 3),
    )


def filter_links() -> Sequence[Link]:
    return (
        Link(_("Year %(year)s", year=2026), "#filters", is_current=True),
        Link(_("Unit"), "#filters"),
    )


def bar_rows() -> list[Bar]:
    return [
        Bar("Phòng Chính quyền địa phương", 31, 2, _("2 overdue"), "#bars"),
        Bar("Phòng Công chức, viên chức", 28, 1, _("1 overdue")),
        Bar("Văn phòng Sở", 14, 0, ""),
    ]


def today() -> date:
    return clock.today()


def now() -> datetime:
    return clock.now()


def facts() -> list[tuple[object, ...]]:
    return [
        (_("Kind"), "Công văn", "vi"),
        (_("Number"), "8123/BNV-CQĐP", "num"),
        (_("Dated"), "18/11/2026", "num"),
        (_("Issued by"), "Bộ Nội vụ", "vi"),
        (_("Deadline"), rows.row_due(deadlines()[0][0])),
    ]


def agenda() -> list[tuple[str, str, str, str]]:
    return [
        ("08:00", "Giao ban Ban Giám đốc", _("done"), "past"),
        ("10:00", "Thẩm định đề án sắp xếp xã An Trạch, Phú Khê", _("in 18 minutes"), "now"),
        ("15:30", "Tiếp công dân định kỳ", "102", ""),
    ]


def refusal() -> Refusal:
    return Forbidden(
        _("You may not sign decisions yet"),
        basis="Phân công 295/QĐ-SNV",
        who="Trần Đăng Khoa",
        fix=_("Present it to the leader."),
    )


def toasts(url: str) -> list[Toast]:
    return [
        Toast(_("6 documents were routed"), _("Undo"), url, "post"),
        Toast(_("6 of 6 documents are signed"), _("Show"), url),
    ]
