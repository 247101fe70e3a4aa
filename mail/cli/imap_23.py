"""Dovecot 2.3: one file of settings, one of the questions to the tables."""

from pathlib import Path
from typing import Any

from mail.cli import imap_sql
from mail.maildir import devices

SPECIAL = ("Sent", "Drafts", "Junk", "Trash", "Archive")


def files(wishes: Any, folder: Path) -> dict[str, str]:
    """The files by their names."""
    return {
        "dovecot.conf": _settings(wishes, folder),
        "dovecot-sql.conf.ext": _questions(wishes),
        "dovecot-acl": "* owner lrwstipe\n",
        "came.sh": devices.SCRIPT,
    }


def _questions(wishes: Any) -> str:
    backend = wishes.url.get_backend_name()
    asked = {"root": str(wishes.root), "user": "'%Lu'"}
    asked["quota"] = "'*:bytes=' || b.quota_bytes AS quota_rule"
    password = imap_sql.password_query(backend, hint="'%w'", **asked)
    user = imap_sql.user_query(backend, **asked)
    given = {
        "driver": "sqlite" if wishes.is_file else "pgsql",
        "connect": _connect(wishes),
        "password_query": _one_line(password),
        "user_query": _one_line(user),
        "iterate_query": "SELECT login AS username FROM account WHERE disabled_at IS NULL",
    }
    return "".join(f"{name} = {value}\n" for name, value in given.items())


def _connect(wishes: Any) -> str:
    url = wishes.url
    if wishes.is_file:
        return str(url.database)
    given = {
        "host": url.host or url.query.get("host"),
        "port": url.port,
        "dbname": url.database,
        "user": url.username,
        "password": url.password,
    }
    return " ".join(f"{name}={value}" for name, value in given.items() if value)


def _one_line(query: str) -> str:
    return " ".join(query.split())


def _settings(wishes: Any, folder: Path) -> str:
    special = "\n".join(
        f"  mailbox {name} {{\n    auto = subscribe\n    special_use = \\{name}\n  }}"
        for name in SPECIAL
    )
    return f"""# Made by `office imap-config`; make it anew instead of changing it.
protocols = imap
listen = {wishes.host}
ssl = yes
ssl_min_protocol = TLSv1.2
ssl_cert = <{wishes.certificate}
ssl_key = <{wishes.key}
disable_plaintext_auth = yes
auth_mechanisms = plain login
auth_username_format = %Lu
auth_cache_size = 0
mail_uid = {wishes.user}
mail_gid = {wishes.group}
first_valid_uid = {wishes.uid or 1}
mail_location = maildir:~/own
mail_save_crlf = yes
maildir_copy_with_hardlinks = yes
mailbox_list_index = yes
mail_plugins = quota acl
protocol imap {{
  mail_plugins = $mail_plugins imap_quota imap_acl
}}
plugin {{
  quota = count:Mailbox:ns=
  quota_vsizes = yes
  acl = vfile:{folder}/dovecot-acl
}}
namespace inbox {{
  inbox = yes
  separator = /
  prefix =
{special}
}}
namespace shared {{
  separator = /
  prefix = "{wishes.shared}/"
  location = maildir:~/shared
  subscriptions = no
  list = children
}}
passdb {{
  driver = sql
  args = {folder}/dovecot-sql.conf.ext
}}
userdb {{
  driver = prefetch
}}
userdb {{
  driver = sql
  args = {folder}/dovecot-sql.conf.ext
}}
service auth {{
  user = {wishes.user}
}}
service auth-worker {{
  user = {wishes.user}
}}
service imap {{
  executable = imap imap-postlogin
}}
service imap-postlogin {{
  executable = script-login /bin/sh {folder}/came.sh
  user = {wishes.user}
  unix_listener imap-postlogin {{
  }}
}}
service imap-login {{
  inet_listener imap {{
    port = {wishes.port}
  }}
  inet_listener imaps {{
    port = {wishes.tls_port}
    ssl = yes
  }}{_rootless_login(wishes)}
}}
{_room(wishes)}"""


def _rootless_login(wishes: Any) -> str:
    return "\n  chroot =" if wishes.room else ""


def _room(wishes: Any) -> str:
    """Without root: every process is the same ordinary user, and nothing is locked in a folder."""
    room = wishes.room
    if room is None:
        return ""
    return f"""base_dir = {room}/run
state_dir = {room}/state
log_path = {room}/dovecot.log
default_internal_user = {wishes.user}
default_internal_group = {wishes.group}
default_login_user = {wishes.user}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""
