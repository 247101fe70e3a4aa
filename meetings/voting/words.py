"""What minutes and records of counts call the parts of a vote; they are written in Vietnamese."""

OPTIONS = {"for": "Tán thành", "against": "Không tán thành", "abstain": "Không biểu quyết"}
INVALID = "Phiếu không hợp lệ"
MANNERS = {"open": "biểu quyết công khai", "named": "biểu quyết ghi tên", "secret": "bỏ phiếu kín"}
BASES = {
    "all": "trên tổng số thành viên",
    "present": "trên số người có mặt",
    "valid": "trên số phiếu hợp lệ",
}
OUTCOMES = {
    "carried": "Được thông qua",
    "rejected": "Không được thông qua",
    "undecided": "Chưa quyết định",
    "no_quorum": "Không đủ số người có mặt, chưa quyết định",
    "too_few": "Quá ít phiếu để giữ bí mật, không công bố kết quả",
}
