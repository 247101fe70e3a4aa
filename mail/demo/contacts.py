"""Addresses outside the house that a clerk keeps for his agency, and some of his own."""

from mail import operations
from mail.demo.boxes import actor_of
from mail.demo.shared import CLERK
from mail.operations import ContactWords
from mail.queries import box_of_desk, open_box, own_box
from office.demo import Demo, demo_step
from office.i18n import _l

OF_AGENCY = (  # words of record
    ContactWords("Ban Quản lý Khu công nghiệp Nam Giang", "bql@kcn-namgiang.example", "Văn thư"),
    ContactWords("Trường Đại học Lam Giang", "phonghc@dh-lamgiang.example", "Phòng Hành chính"),
    ContactWords("Nguyễn Thị Hải Yến", "haiyen@baolamgiang.example", "Báo Lam Giang"),
    ContactWords("Công ty In Minh Châu", "dathang@in-minhchau.example", "In biểu mẫu"),
)
OWN = (
    ContactWords("Trần Văn Thụy", "thuy.tv@luutru-tinhban.example", "Trung tâm Lưu trữ tỉnh bạn"),
    ContactWords("Lớp bồi dưỡng văn thư", "lop-vanthu@hocvien.example", "Học viện"),
)


@demo_step(152, "contacts", label=_l("Contacts"))
def keep_contacts(demo: Demo) -> None:
    """At the clerks' desk and in the clerk's own mailbox; the same again changes nothing."""
    clerk = actor_of(demo.account(CLERK))
    desk, own = box_of_desk(clerk.desk_id or 0), own_box(clerk.person_id or 0)
    for box, contacts in ((desk, OF_AGENCY), (own, OWN)):
        if box is not None:
            opened = open_box(box.uid, clerk)
            for words in contacts:
                operations.keep_contact(opened, words, by=clerk)
