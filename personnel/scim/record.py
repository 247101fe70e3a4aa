"""The port to the register: what an identity system may know of an official's file."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class FromRecord:
    """The few facts of a file that leave the house this way; coefficients are decimal texts."""

    staff_no: str = ""
    citizen_id: str = ""
    category: str = ""
    job_position: str = ""
    grade: str = ""
    step: str = ""
    coefficient: str = ""


def facts_of(person_ids: Collection[int]) -> Mapping[int, FromRecord]:
    """The files of these people as they are in force today; who has none is left out."""
    del person_ids  # no file is kept yet: posts come from the tenures
    return {}
