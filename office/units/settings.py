"""Choices of an agency: the names, the defaults, and the rows that differ from them."""

from dataclasses import dataclass, fields, replace
from typing import Any

from sqlalchemy import select

from office.db import db
from office.units.models import AgencySetting


@dataclass(frozen=True)
class AgencySettings:
    """How an agency works; each field is a row of `agency_setting` when it is not the default."""

    directive_through_office_head: bool = False
    number_before_signing: bool = False
    only_viewed_batch: bool = True
    seal_diameter_mm: int = 36
    escalate_overdue_days: int = 2
    mail_is_open: bool = False
    seal_image: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    task_quota: int = 0
    escalate_after_days: int = 3
    archive_kept_by: str = "clerk"
    meeting_notice_days: int = 3


def settings_of(agency_id: int) -> AgencySettings:
    """The choices of one agency."""
    rows = db.session.execute(
        select(AgencySetting.name, AgencySetting.value).where(AgencySetting.agency_id == agency_id)
    )
    known = {field.name for field in fields(AgencySettings)}
    chosen: dict[str, Any] = {name: value["value"] for name, value in rows if name in known}
    return replace(AgencySettings(), **chosen)
