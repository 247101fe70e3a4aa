"""What each item of each form says of the record in `records`: by its number, label and value."""

HEAD = {
    "1": "Họ và tên khai sinh (viết chữ in hoa): NGUYỄN THỊ THUỶ TIÊN",
    "3": "Sinh ngày: 14/03/1985; Giới tính: Nữ",
    "4": "Nơi sinh: phường Hạ Lũng, Hà Nội",
    "5": "Quê quán: Thôn Đoài, xã Yên Khê, Hà Nội",
    "6": "Dân tộc: Tày",
    "7": "Tôn giáo: Phật giáo",
}
HEALTH = "Tình trạng sức khỏe: Tốt; Chiều cao: 158 cm; Cân nặng: 52,5 kg; Nhóm máu: AB (+)"
MILITARY = "Ngày nhập ngũ: 02/2004; Ngày xuất ngũ: 02/2006; Quân hàm cao nhất: Trung sĩ"
OWN_FAMILY = "a) Về bản thân: cha, mẹ, vợ (hoặc chồng), các con, anh chị em ruột"

TT06 = HEAD | {
    "2": "Các tên gọi khác: Nguyễn Thuỷ; Tiên Phượng",
    "8": "Số CCCD: 099185001234; Ngày cấp: 15/07/2021; Nơi cấp: Cục Cảnh sát QLHC về TTXH; "
    "SĐT liên hệ: 0900 000 217",
    "9": "Số BHXH: 0112233445; Số thẻ BHYT: DN4990112233445",
    "10": "Nơi ở hiện nay: Số 17 đường Đá Bạc, phường Yên Ninh, Hà Nội",
    "11": "Thành phần gia đình xuất thân: Nông dân",
    "12": "Nghề nghiệp trước khi được tuyển dụng: Giáo viên hợp đồng",
    "13": "Ngày được tuyển dụng lần đầu: 01/09/2008; Cơ quan, tổ chức, đơn vị tuyển dụng: "
    "Sở Nội vụ tỉnh H99",
    "14": "Ngày vào cơ quan hiện đang công tác: 01/09/2012",
    "15": "Ngày vào Đảng Cộng sản Việt Nam: 19/05/2010; Ngày chính thức: 19/05/2011",
    "16": "Ngày tham gia tổ chức chính trị - xã hội đầu tiên (Đoàn TNCS Hồ Chí Minh, Công đoàn, "
    "Hội): 26/03/2000, Đoàn TNCS Hồ Chí Minh",
    "17": MILITARY,
    "18": "Đối tượng chính sách (thương binh, bệnh binh, con liệt sĩ...): Con thương binh, "
    "hạng 2/4",
    "19": "Trình độ giáo dục phổ thông (đã tốt nghiệp lớp mấy, hệ nào): 12/12",
    "20": "Trình độ chuyên môn cao nhất: Thạc sĩ, Quản lý công",
    "21": "Học hàm: Phó Giáo sư, 2024",
    "22": "Danh hiệu nhà nước phong tặng: Nhà giáo Ưu tú, 2020",
    "23": "Chức vụ hiện tại: Trưởng phòng Phổ biến, giáo dục pháp luật; Vị trí việc làm: "
    "VT-017; Ngày bổ nhiệm, phê chuẩn: 01/06/2019; Ngày bổ nhiệm lại, phê chuẩn nhiệm kỳ tiếp "
    "theo: 01/06/2024",
    "24": "Được quy hoạch chức danh: Phó Giám đốc Sở Tư pháp, 2026 - 2031",
    "25": "Chức vụ kiêm nhiệm: Thư ký Hội đồng, Hội đồng phối hợp phổ biến pháp luật",
    "26": "Chức vụ Đảng hiện tại: Phó Bí thư chi bộ",
    "27": "Chức vụ Đảng kiêm nhiệm: Ủy viên Ủy ban kiểm tra",
    "28": "Công việc chính được giao: Phụ trách công tác phổ biến, giáo dục pháp luật",
    "29": "Sở trường công tác: Soạn thảo văn bản quy phạm; Công việc đã làm lâu nhất: "
    "Chuyên viên pháp chế",
    "30": "Tiền lương: Ngạch, chức danh nghề nghiệp: Chuyên viên; Mã số: 01.003; Bậc: 5; Hệ số: "
    "3,66; Ngày hưởng: 01/10/2024; Phần trăm hưởng: 100%; Phụ cấp thâm niên vượt khung: 0%; "
    "Chênh lệch bảo lưu: 0,12; Lương theo vị trí việc làm: 12.650.000 đồng; Phụ "
    "cấp chức vụ: 0,50; Phụ cấp kiêm nhiệm: 0,10; Phụ cấp khác: Phụ cấp công vụ 25%",
    "31": HEALTH,
    "32": "Khen thưởng: Tháng, năm Hình thức khen thưởng, danh hiệu Cấp khen thưởng Quyết định "
    "12/2017 Bằng khen, Cá nhân tiêu biểu Cấp tỉnh Số 2290/QĐ-UBND ngày 20/12/2017 của Sở Nội vụ "
    "tỉnh H99",
    "33": "Kỷ luật: Tháng, năm Hình thức kỷ luật Hành vi vi phạm Quyết định 04/2013 Khiển trách "
    "Chậm nộp báo cáo kê khai Số 55/QĐ-STP ngày 02/04/2013 của Sở Nội vụ tỉnh H99",
    "34": "Đặc điểm lịch sử bản thân: - Bị bắt, bị tù (từ ngày đến ngày, ở đâu, đã khai báo cho "
    "ai, những vấn đề gì): Không bị bắt, bị tù",
    "35": "Tóm tắt quá trình công tác: Từ tháng, năm - đến tháng, năm Đơn vị công tác Chức danh, "
    "chức vụ, công việc 09/2008 - 08/2012 Phòng Tư pháp huyện Yên Khê Chuyên viên",
    "36": f"Quan hệ gia đình: {OWN_FAMILY}",
    "37": "Hoàn cảnh kinh tế gia đình: - Các nguồn thu khác: Cho thuê nhà 3 triệu đồng một tháng",
}


def _older(*, grade, code, allowance, recruiter, post, training, card):
    """The two older forms differ in some labels and in one item of training."""
    return HEAD | {
        "2": "Tên gọi khác: Nguyễn Thuỷ; Tiên Phượng",
        "3": "Sinh ngày: 14/03/1985; Giới tính (nam, nữ): Nữ",
        "8": "Nơi đăng ký hộ khẩu thường trú: Số 5 ngõ 12 phố Vạn Bảo, phường Hạ Lũng, Hà Nội",
        "9": "Nơi ở hiện nay: Số 17 đường Đá Bạc, phường Yên Ninh, Hà Nội",
        "10": "Nghề nghiệp khi được tuyển dụng: Giáo viên hợp đồng",
        "11": f"Ngày tuyển dụng: 01/09/2008; {recruiter}: Sở Nội vụ tỉnh H99",
        "12": f"{post}: Trưởng phòng Phổ biến, giáo dục pháp luật",
        "13": "Công việc chính được giao: Phụ trách công tác phổ biến, giáo dục pháp luật",
        "14": f"{grade}: Chuyên viên; {code}: 01.003; Bậc lương: 5; Hệ số: 3,66; Ngày hưởng: "
        f"01/10/2024; {allowance}: 0,50; Phụ cấp khác: Phụ cấp kiêm nhiệm 0,10; Phụ cấp công vụ "
        "25%",
        "15.1": "Trình độ giáo dục phổ thông (đã tốt nghiệp lớp mấy, thuộc hệ nào): 12/12",
        "15.2": "Trình độ chuyên môn cao nhất: Thạc sĩ, Quản lý công",
        "15.3": "Lý luận chính trị: Cao cấp",
        "15.4": "Quản lý nhà nước: Chuyên viên chính",
        **training,
        "16": "Ngày vào Đảng Cộng sản Việt Nam: 19/05/2010; Ngày chính thức: 19/05/2011",
        "17": "Ngày tham gia tổ chức chính trị - xã hội: 26/03/2000, Đoàn TNCS Hồ Chí Minh",
        "18": MILITARY,
        "19": "Danh hiệu được phong tặng cao nhất (Anh hùng lao động, nhà giáo, thầy thuốc, nghệ "
        "sĩ...): Nhà giáo Ưu tú, 2020",
        "20": "Sở trường công tác: Soạn thảo văn bản quy phạm",
        "21": "Khen thưởng (hình thức cao nhất, năm nào): Bằng khen, Cá nhân tiêu biểu, 2017",
        "22": "Kỷ luật (hình thức cao nhất, năm nào): Khiển trách, 2013",
        "23": HEALTH,
        "24": "Là thương binh hạng, con gia đình chính sách (con thương binh, con liệt sĩ...): "
        "Con thương binh, hạng 2/4",
        "25": f"{card}: 099185001234; Ngày cấp: 15/07/2021",
        "26": "Số sổ BHXH: 0112233445",
        "27": "Đào tạo, bồi dưỡng về chuyên môn, nghiệp vụ, lý luận chính trị, ngoại ngữ, tin "
        "học: Tên trường Chuyên ngành đào tạo, bồi dưỡng Từ tháng, năm - đến tháng, năm Hình thức "
        "đào tạo Văn bằng, chứng chỉ, trình độ gì Trường Đại học Luật H99 Luật hành chính 09/2003 "
        "- 06/2007 Chính quy Đại học",
        "29": "Đặc điểm lịch sử bản thân: - Bị bắt, bị tù (từ ngày đến ngày, ở đâu, đã khai báo "
        "cho ai, những vấn đề gì): Không bị bắt, bị tù",
        "30": f"Quan hệ gia đình: {OWN_FAMILY}",
    }


WORK = (
    "Tóm tắt quá trình công tác: Từ tháng, năm đến tháng, năm Chức danh, chức vụ, đơn vị công tác "
    "(đảng, chính quyền, đoàn thể, tổ chức xã hội), kể cả thời gian được đào tạo, bồi dưỡng "
    "09/2008 - 08/2012 Chuyên viên, Phòng Tư pháp huyện Yên Khê"
)
BNV_2C = _older(
    grade="Ngạch công chức",
    code="Mã ngạch",
    allowance="Phụ cấp chức vụ",
    recruiter="Cơ quan tuyển dụng",
    post="Chức vụ (chức danh) hiện tại",
    training={
        "15.5": "Ngoại ngữ: Tiếng Anh, Bậc 4/6",
        "15.6": "Tin học: Ứng dụng CNTT cơ bản",
    },
    card="Số chứng minh nhân dân, căn cước công dân",
) | {
    "28": WORK,
    "31": "Diễn biến quá trình lương của cán bộ, công chức: Tháng, năm Mã ngạch Bậc Hệ số lương "
    "10/2012 01.003 1 2,34",
    "32": "Nhận xét, đánh giá của cơ quan, đơn vị quản lý và sử dụng cán bộ, công chức:",
}
HS02 = _older(
    grade="Chức danh nghề nghiệp viên chức",
    code="Mã số",
    allowance="Phụ cấp chức danh",
    recruiter="Cơ quan, đơn vị tuyển dụng",
    post="Chức danh (chức vụ) công tác hiện tại",
    training={
        "15.5": "Trình độ nghiệp vụ theo chuyên ngành: Kỹ năng soạn thảo văn bản",
        "15.6": "Ngoại ngữ: Tiếng Anh, Bậc 4/6",
        "15.7": "Tin học: Ứng dụng CNTT cơ bản",
    },
    card="Số căn cước công dân",
) | {
    "28": WORK,
    "31": "Diễn biến quá trình lương của viên chức: Tháng, năm Mã số Bậc Hệ số lương "
    "10/2012 01.003 1 2,34",
    "32": "Nhận xét, đánh giá của cơ quan, đơn vị quản lý và sử dụng viên chức:",
}
