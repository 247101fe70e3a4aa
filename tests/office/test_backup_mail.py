"""What mail was promised by a 250 comes back with a backup, filed by then or not."""

from mail.smtp.intake.reading import Intakes
from office import backup, snapshots
from office.config import current_settings
from tests.mail.smtp.test_intake import filled
from tests.office.test_backup import as_restored, house  # noqa: F401


def test_accepted_mail_and_a_programs_drafts_come_back(house, tmp_path, request):  # noqa: F811
    folder = current_settings().data_dir
    filled(folder / "intake", 1, 10, 100_000)
    draft = folder / "maildir" / "7" / "own" / ".Drafts" / "cur" / "1.host:2,D"
    draft.parent.mkdir(parents=True)
    draft.write_bytes(b"Subject: nhap\r\n\r\n")
    (folder / "maildir" / "7" / "own" / "cur").mkdir()
    (folder / "maildir" / "7" / "own" / "cur" / "1.1.congvu:2,S").write_bytes(b"a link")
    made = backup.make(current_settings())
    address = "" if snapshots.is_embedded() else request.getfixturevalue("new_postgres")()
    target = tmp_path / "restored"
    assert backup.restore(made, as_restored(target, address)) == []
    intakes = Intakes(target / "intake")
    assert [len(mail.content()) for mail in intakes.waiting(10)] == [10, 100_000]
    intakes.close()
    assert (target / draft.relative_to(folder)).read_bytes() == draft.read_bytes()
    assert not (target / "maildir" / "7" / "own" / "cur").exists()
