"""`office imap-config`: both grammars ask the same questions and open the same folders."""

import re
import subprocess

from mail.cli.imap import imap_config
from office.config import FolderKind, give_birth
from tests.needs import needs


def made(folder, grammar, **env):
    give_birth(folder, FolderKind.REAL)
    assert imap_config(["--data-dir", str(folder), "--grammar", grammar]) == 0
    return {file.name: file.read_text() for file in (folder / "dovecot").iterdir()}


def tree(text):
    """The settings of a file as nested dicts; a setting outside its block would show."""
    top = {}
    open_blocks = [top]
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith("#"):
            continue
        if line == "}":
            open_blocks.pop()
        elif line.endswith("{"):
            open_blocks.append(open_blocks[-1].setdefault(line[:-1].strip(), {}))
        else:
            name, sign, value = line.partition("=")
            assert sign, line
            open_blocks[-1][name.strip()] = value.strip()
    assert open_blocks == [top]
    return top


def test_the_newer_grammar_says_what_the_older_one_says(tmp_path):
    old = made(tmp_path / "old", "2.3")
    new = made(tmp_path / "new", "2.4")
    before, now = tree(old["dovecot.conf"]), tree(new["dovecot.conf"])
    questions = tree(old["dovecot-sql.conf.ext"])
    for name, block in (("password_query", "passdb sql"), ("user_query", "userdb sql")):
        asked = questions[name].replace("%Lu", "%{user | lower}").replace("%w", "%{password}")
        asked = re.sub(r"'\*:bytes=' \|\| b.quota_bytes AS (userdb_)?quota_rule", r"Q \1", asked)
        query = now[block]["query"]
        query = re.sub(r"b.quota_bytes \|\| 'B' AS (userdb_)?quota_storage_size", r"Q \1", query)
        assert query == asked.replace("/old/", "/new/")
    assert new["came.sh"] == old["came.sh"]
    for block in ("namespace inbox", "service auth", "service imap-login", "service imap"):
        assert now[block] == before[block]
    assert before["disable_plaintext_auth"] == "yes"
    assert now["auth_allow_cleartext"] == "no"
    assert before["mail_location"] == "maildir:" + now["mail_path"]
    assert "/shared" in before["namespace shared"]["location"]
    assert now["namespace shared"]["mail_path"] == "~/shared"
    rights = now["mailbox *"]["acl owner"]["rights"]
    assert old["dovecot-acl"].split()[-1] == rights
    assert not set("kxa") & set(rights)


def test_questions_for_postgresql_use_its_own_words(tmp_path, monkeypatch):
    monkeypatch.setenv("OFFICE_DATABASE_URL", "postgresql+psycopg://u:s3@db.test:5433/office")
    old = made(tmp_path / "data", "2.3")
    assert "host=db.test port=5433 dbname=office user=u password=s3" in old["dovecot-sql.conf.ext"]
    assert "@>" in old["dovecot-sql.conf.ext"]
    assert "json_each" not in old["dovecot-sql.conf.ext"]
    new = made(tmp_path / "data", "2.4")["dovecot.conf"]
    assert tree(new)["pgsql db.test"]["parameters"]["dbname"] == "office"
    private = (tmp_path / "data" / "dovecot" / "dovecot-sql.conf.ext").stat().st_mode
    assert private & 0o077 == 0


@needs("dovecot")
def test_the_servers_own_reader_takes_the_file_for_a_service_with_root(tmp_path):
    made(tmp_path / "data", "2.3")
    file = tmp_path / "data" / "dovecot" / "dovecot.conf"
    text = re.sub(r"^ssl_(cert|key) = .*$", "", file.read_text(), flags=re.M)
    file.write_text(text)
    told = subprocess.run(
        ["doveconf", "-n", "-c", str(file)], capture_output=True, text=True, check=True
    )
    assert "special_use = \\Sent" in told.stdout
    assert "Warning" not in told.stderr
