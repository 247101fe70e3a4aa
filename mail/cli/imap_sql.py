"""The two questions that Dovecot asks of the tables: whose device has this password, where mail is.

The first answers the second as well and names the device, so that its coming can be noted.

Written for the database at hand; `{user}`, `{hint}` are put in as Dovecot's grammar names them.
"""

HOLDS_IMAP = {
    "sqlite": "EXISTS (SELECT 1 FROM json_each(p.scopes) WHERE value = 'imap')",
    "postgresql": """p.scopes @> '["imap"]'::jsonb""",
}
NOW = {"sqlite": "datetime('now')", "postgresql": "now()"}
NAMED = """(a.login = {user} OR EXISTS (SELECT 1 FROM mail_address m WHERE m.mailbox_id = b.id
  AND m.folded = {user} AND m.kind <> 'tombstone'
  AND (m.valid_to IS NULL OR m.valid_to > {now})))"""
OPEN = """account a JOIN mailbox b ON b.person_id = a.person_id
  WHERE a.disabled_at IS NULL AND b.kind = 'person' AND b.state = 'active'"""


def password_query(backend: str, *, root: str, user: str, hint: str, quota: str) -> str:
    """One row or none: the device is found by the first group of its password."""
    now = NOW[backend]
    return f"""SELECT a.login AS "user", '{{ARGON2ID}}' || p.secret_hash AS password,
  '{root}/' || a.id AS userdb_home, {quota.replace(" AS ", " AS userdb_")}, p.uid AS userdb_device
  FROM app_password p JOIN {OPEN.replace("account a", "account a ON a.id = p.account_id")}
  AND p.revoked_at IS NULL AND p.expires_at > {now} AND {HOLDS_IMAP[backend]}
  AND p.hint <> '' AND p.hint = substr({hint}, 1, 5)
  AND {NAMED.format(user=user, now=now)} LIMIT 1"""  # noqa: S608 - our own names


def user_query(backend: str, *, root: str, user: str, quota: str) -> str:
    """Where the folders of an account are and how much its own box holds."""
    named = NAMED.format(user=user, now=NOW[backend])
    return f"""SELECT a.login AS "user", '{root}/' || a.id AS home, {quota}
  FROM {OPEN} AND {named} LIMIT 1"""  # noqa: S608 - our own names
