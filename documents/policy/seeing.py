"""Who sees which figures beside his own work; roles are named nowhere else."""

from enum import StrEnum

from office.permissions import Actor, Role, rule


class Can(StrEnum):
    """The permissions of the overview and the statistics."""

    SEE_UNITS = "see_units"
    SEE_PEOPLE = "see_people"
    SEE_ARRIVALS = "see_arrivals"
    COUNT_USES = "count_uses"
    SEE_RUNNING = "see_running"
    TRY_JOBS_AGAIN = "try_jobs_again"


@rule(Can.SEE_UNITS)
def may_see_units(actor: Actor, _: object) -> bool:
    """Leaders and the office head follow what every unit of the agency has in hand."""
    return bool(actor.roles & {Role.LEADER, Role.OFFICE_HEAD})


@rule(Can.SEE_PEOPLE)
def may_see_people(actor: Actor, _: object) -> bool:
    """The head of a unit follows what his people have in hand."""
    return actor.holds(Role.UNIT_HEAD)


@rule(Can.SEE_ARRIVALS)
def may_see_arrivals(actor: Actor, _: object) -> bool:
    """How much arrives each day is for the records clerk, the leaders and the office head."""
    return bool(actor.roles & {Role.CLERK, Role.LEADER, Role.OFFICE_HEAD})


@rule(Can.COUNT_USES)
def may_count_uses(actor: Actor, _: object) -> bool:
    """Who reads the logs of use of single documents may have them counted."""
    return bool(actor.roles & {Role.CLERK, Role.LEADER, Role.OFFICE_HEAD})


@rule(Can.SEE_RUNNING)
def may_see_running(actor: Actor, _: object) -> bool:
    """What is missing, the last backup and failed jobs: the administrator, in his own post."""
    return actor.holds(Role.ADMIN) and actor.delegation_id is None


@rule(Can.TRY_JOBS_AGAIN)
def may_try_jobs_again(actor: Actor, _: object) -> bool:
    """Who sees the failed jobs has them tried again."""
    return may_see_running(actor, None)
