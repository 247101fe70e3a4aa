"""Dovecot 2.4: one file; settings have new names and the questions stand among them."""

from pathlib import Path
from typing import Any

from mail.cli import imap_sql
from mail.maildir import devices

SPECIAL = ("Sent", "Drafts", "Junk", "Trash", "Archive")


def files(wishes: Any, folder: Path) -> dict[str, str]:
    """The files by their names."""
    return {"dovecot.conf": _settings(wishes, folder), "came.sh": devices.SCRIPT}


def _settings(wishes: Any, folder: Path) -> str:
    backend = wishes.url.get_backend_name()
    asked = {"root": str(wishes.root), "user": "'%{user | lower}'"}
    asked["quota"] = "b.quota_bytes || 'B' AS quota_storage_size"
    password_query = imap_sql.password_query(backend, hint="'%{password}'", **asked)
    user_query = imap_sql.user_query(backend, **asked)
    special = "\n".join(
        f"  mailbox {name} {{\n    auto = subscribe\n    special_use = \\{name}\n  }}"
        for name in SPECIAL
    )
    return f"""# Made by `office imap-config`; make it anew instead of changing it.
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
protocols {{
  imap = yes
}}
listen = {wishes.host}
ssl = yes
ssl_min_protocol = TLSv1.2
ssl_server_cert_file = {wishes.certificate}
ssl_server_key_file = {wishes.key}
auth_allow_cleartext = no
auth_mechanisms = plain login
auth_username_format = %{{user | lower}}
auth_cache_size = 0
mail_uid = {wishes.user}
mail_gid = {wishes.group}
first_valid_uid = {wishes.uid or 1}
mail_driver = maildir
mail_path = ~/own
mail_save_crlf = yes
maildir_copy_with_hardlinks = yes
mailbox_list_index = yes
mail_plugins {{
  quota = yes
  acl = yes
}}
protocol imap {{
  mail_plugins {{
    imap_quota = yes
    imap_acl = yes
  }}
}}
quota Mailbox {{
  driver = count
}}
acl_driver = vfile
mailbox * {{
  acl owner {{
    rights = lrwstipe
  }}
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
  mail_path = ~/shared
  subscriptions = no
  list = children
  quota Mailbox {{
    quota_ignore = yes
  }}
}}
{_database(wishes)}
passdb sql {{
  query = {_one_line(password_query)}
}}
userdb prefetch {{
}}
userdb sql {{
  query = {_one_line(user_query)}
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
  }}
}}
{_room(wishes)}"""


def _one_line(query: str) -> str:
    return " ".join(query.split())


def _database(wishes: Any) -> str:
    url = wishes.url
    if wishes.is_file:
        return f"sql_driver = sqlite\nsqlite_path = {url.database}"
    host = url.host or url.query.get("host") or "localhost"
    given = {
        "port": url.port,
        "dbname": url.database,
        "user": url.username,
        "password": url.password,
    }
    told = "\n".join(f"    {name} = {value}" for name, value in given.items() if value)
    return f"sql_driver = pgsql\npgsql {host} {{\n  parameters {{\n{told}\n  }}\n}}"


def _room(wishes: Any) -> str:
    room = wishes.room
    if room is None:
        return ""
    return f"""base_dir = {room}/run
state_dir = {room}/state
log_path = {room}/dovecot.log
default_internal_user = {wishes.user}
default_internal_group = {wishes.group}
default_login_user = {wishes.user}
"""
