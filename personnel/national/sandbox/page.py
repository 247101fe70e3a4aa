"""A page for people who want to see what the register holds."""

from html import escape

from personnel.national.sandbox.register import Register
from personnel.national.sandbox.replies import Reply, Request

_SHOWN = 200
_STYLE = """:root{color-scheme:light dark}
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem}
table{border-collapse:collapse;width:100%}th,td{text-align:start;padding:.3rem .6rem;
border-bottom:1px solid #8884}code{font-size:.85em}div{overflow-x:auto}"""
_TABLES = {
    "Hồ sơ": """SELECT citizen_id AS "Số định danh", managing_body AS "Cơ quan quản lý",
      unit AS "Đơn vị", staff_no AS "Số hiệu", state AS "Trạng thái", sequence AS "Thứ tự",
      version AS "Phiên bản", digest AS "Mã băm" FROM person ORDER BY citizen_id""",
    "Lệch dữ liệu": """SELECT opened_at AS "Từ", kind AS "Loại", state AS "Trạng thái",
      citizen_id AS "Số định danh", section AS "Nhóm" FROM conflict ORDER BY opened_at DESC""",
    "Chuyển cơ quan": """SELECT proposed_at AS "Đề nghị", citizen_id AS "Số định danh",
      sender AS "Bên giao", receiver AS "Bên nhận", state AS "Trạng thái", settled_at AS "Xong"
      FROM transfer ORDER BY proposed_at DESC""",
    "Thay đổi": """SELECT seq AS "Số", origin AS "Hệ thống gửi", body AS "Cơ quan",
      unit AS "Đơn vị", section AS "Nhóm" FROM change ORDER BY seq DESC""",
}


def show(register: Register, _request: Request) -> Reply:
    """The first lines of each table, without scripts."""
    parts = "".join(_table(register, name, query) for name, query in _TABLES.items())
    text = (
        '<!doctype html><html lang="vi"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Cơ sở dữ liệu thử nghiệm</title><style>{_STYLE}</style>"
        f"<h1>Cơ sở dữ liệu quốc gia (bản thử nghiệm)</h1>{parts}</html>"
    )
    csp = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    headers = {"Content-Security-Policy": csp, "Cache-Control": "no-store"}
    kind = "text/html; charset=utf-8"
    return Reply(body=text.encode(), content_type=kind, headers=headers)


def _table(register: Register, name: str, query: str) -> str:
    rows = register.store.rows(f"{query} LIMIT {_SHOWN}")
    count = register.store.count(f"SELECT count(*) FROM ({query})")  # noqa: S608  # ours
    head = "".join(f"<th>{escape(one)}" for one in (rows[0] if rows else {}))
    body = "".join(
        "<tr>" + "".join(f"<td><code>{escape(str(value))}</code>" for value in row.values())
        for row in rows
    )
    return f"<h2>{escape(name)} ({count})</h2><div><table><tr>{head}{body}</table></div>"
