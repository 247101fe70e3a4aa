"""The validation rules V01 to V15: what each measures, whose task it is and how soon."""

from collections.abc import Iterator, Mapping
from typing import Any

from office.i18n import _l
from personnel.quality.checks import completeness, identity, pay, posts, proof, units
from personnel.quality.facts import Facts, UnitFacts
from personnel.quality.shapes import (
    ErrorGroup,
    Finding,
    Measure,
    Owner,
    Rule,
    Scope,
    Severity,
    SubjectT,
)
from personnel.record import citizen

RECORD_RULES: Mapping[str, Rule[Facts]] = {
    rule.id: rule
    for rule in (
        Rule(
            id="V01",
            title=_l("Citizen number"),
            error_group=ErrorGroup.FORMAT,
            measure=Measure.CORRECT,
            severity=Severity.ERROR,
            scope=Scope.RECORD,
            owner=Owner.HR,
            sla_days=5,
            fix=_l("Compare number, sex and date of birth with the citizen card."),
            messages={str(fault): text for fault, text in citizen.TEXTS.items()},
            check=identity.citizen_number,
        ),
        Rule(
            id="V02",
            title=_l("Population database"),
            error_group=ErrorGroup.MISMATCH,
            measure=Measure.UNIFIED,
            severity=Severity.WARNING,
            scope=Scope.RECORD,
            owner=Owner.HR,
            sla_days=5,
            fix=_l("Compare the record with the population database and correct the wrong side."),
            messages={
                "differs": _l("The population database says something else."),
                "never": _l("The identity was never compared with the population database."),
                "old": _l("The last comparison with the population database is of %(day)s."),
            },
            check=identity.population,
        ),
        Rule(
            id="V03",
            title=_l("Order of life"),
            error_group=ErrorGroup.CONTRADICTION,
            measure=Measure.CORRECT,
            severity=Severity.ERROR,
            scope=Scope.RECORD,
            owner=Owner.HR,
            sla_days=10,
            fix=_l("Compare the dates with the papers of the file and correct them by decision."),
            messages={
                "young": _l("The first recruitment is before the 18th birthday."),
                "joined": _l("The present body was joined before the first recruitment."),
                "future": _l("The day lies in the future."),
                "party": _l("Official membership does not follow the day of joining the Party."),
                "military": _l("The discharge does not follow the enlistment."),
            },
            check=identity.order_of_life,
        ),
        Rule(
            id="V04",
            title=_l("Completeness"),
            error_group=ErrorGroup.MISSING,
            measure=Measure.SUFFICIENT,
            severity=Severity.WARNING,
            scope=Scope.RECORD,
            owner=Owner.OFFICIAL,
            sla_days=10,
            fix=_l("Declare what is missing, with the paper that proves it."),
            messages={
                "field": _l("This must be filled in."),
                "no_assignment": _l("There is no primary post."),
                "no_pay": _l("There is no pay."),
                "no_education": _l("No education is declared."),
                "no_family": _l("No family is declared; having none is declared too."),
                "no_papers": _l("The file holds no papers."),
                "no_record_book": _l("The personal record on paper is not in the file."),
                "no_diploma": _l("No diploma is in the file."),
            },
            check=completeness.completeness,
        ),
        Rule(
            id="V05",
            title=_l("One primary post, one pay"),
            error_group=ErrorGroup.CONTRADICTION,
            measure=Measure.CORRECT,
            severity=Severity.ERROR,
            scope=Scope.RECORD,
            owner=Owner.HR,
            sla_days=15,
            fix=_l("Record the decision of that time, or the leave or suspension."),
            messages={
                "two_posts": _l("There are two primary posts at a time."),
                "gap_assignment": _l("There is no primary post from %(from)s to %(to)s."),
                "gap_pay": _l("There is no pay from %(from)s to %(to)s."),
            },
            check=posts.one_post_and_one_pay,
        ),
        Rule(
            id="V06",
            title=_l("Coefficient and step"),
            error_group=ErrorGroup.OUT_OF_RANGE,
            measure=Measure.CORRECT,
            severity=Severity.ERROR,
            scope=Scope.RECORD,
            owner=Owner.HR,
            sla_days=10,
            fix=_l("Correct the row of pay by a decision; the scale of that day says the figure."),
            messages={
                "step": _l("There is no step %(step)s: the scale has %(steps)s."),
                "coefficient": _l("The scale says %(due)s for step %(step)s."),
            },
            check=pay.coefficients,
        ),
        Rule(
            id="V07",
            title=_l("Up to date"),
            error_group=ErrorGroup.STALE,
            measure=Measure.LIVE,
            severity=Severity.WARNING,
            scope=Scope.RECORD,
            owner=Owner.HR,
            sla_days=10,
            fix=_l("Draft the decision that is due."),
            messages={
                "evaluation": _l("There is no evaluation for %(period)s."),
                "term": _l("The term ended on %(day)s and no decision followed."),
                "secondment": _l("The secondment ended on %(day)s and no decision followed."),
                "contract": _l("The contract ended on %(day)s and no other followed."),
                "raise": _l("The raise of %(day)s is more than 30 days late."),
                "retirement": _l("The day of retirement, %(day)s, has passed."),
            },
            check=posts.live,
        ),
        Rule(
            id="V08",
            title=_l("Spelling"),
            error_group=ErrorGroup.FORMAT,
            measure=Measure.CLEAN,
            severity=Severity.WARNING,
            scope=Scope.RECORD,
            owner=Owner.HR,
            sla_days=5,
            fix=_l("Write the text again as on the citizen card or the official list."),
            messages={
                "spaces": _l("The text has spaces too many, or letters put together of parts."),
                "digits": _l("A name holds no digits."),
                "spellings": _l("One word is spelled in two ways: %(one)s, %(other)s."),
            },
            check=identity.spelling,
        ),
        Rule(
            id="V09",
            title=_l("Duplicates"),
            error_group=ErrorGroup.DUPLICATE,
            measure=Measure.CLEAN,
            severity=Severity.ERROR,
            scope=Scope.RECORD,
            owner=Owner.HR,
            sla_days=15,
            fix=_l("Compare both records; merge them if they are of one person."),
            messages={
                "number": _l("Another record has the same citizen number: %(name)s."),
                "signs": _l("Another record may be of the same person: %(name)s."),
            },
            check=identity.duplicates,
        ),
        Rule(
            id="V10",
            title=_l("Units and codes of the day"),
            error_group=ErrorGroup.BROKEN_REFERENCE,
            measure=Measure.UNIFIED,
            severity=Severity.ERROR,
            scope=Scope.RECORD,
            owner=Owner.HR,
            sla_days=15,
            fix=_l("Choose a unit or a code that was valid on the day of the row."),
            messages={
                "unit": _l("The unit did not exist on the day of the row: %(name)s."),
                "code": _l("The code %(code)s was not in its list on %(day)s."),
                "province": _l("There was no province with the code %(code)s."),
            },
            check=posts.references,
        ),
        Rule(
            id="V11",
            title=_l("Decisions"),
            error_group=ErrorGroup.BROKEN_REFERENCE,
            measure=Measure.CORRECT,
            severity=Severity.ERROR,
            scope=Scope.RECORD,
            owner=Owner.HR,
            sla_days=10,
            fix=_l("Bring the signed decision, or cancel the row by a decision."),
            messages={
                "none": _l("There is no decision behind this row."),
                "incomplete": _l("The decision lacks number, date, issuer or signer: %(number)s."),
                "signature": _l("The signature of the decision is not valid: %(number)s."),
                "signer": _l("The signer did not hold the post on that day: %(number)s."),
            },
            check=proof.decisions,
        ),
        Rule(
            id="V12",
            title=_l("Acknowledged by the national database"),
            error_group=ErrorGroup.STALE,
            measure=Measure.LIVE,
            severity=Severity.ERROR,
            scope=Scope.RECORD,
            owner=Owner.ADMIN,
            sla_days=5,
            fix=_l("Look at the state of the exchange and send again."),
            messages={
                "silent": _l("The national database has not acknowledged the change of %(day)s."),
            },
            check=proof.acknowledged,
        ),
        Rule(
            id="V13",
            title=_l("Discipline and its effects"),
            error_group=ErrorGroup.CONTRADICTION,
            measure=Measure.CORRECT,
            severity=Severity.WARNING,
            scope=Scope.RECORD,
            owner=Owner.HR,
            sla_days=10,
            fix=_l("Compare both decisions and correct the wrong one."),
            messages={
                "form": _l("The form of discipline is not one for this category on that day."),
                "pay": _l("A raise was given before %(day)s, while a discipline delayed it."),
                "reward": _l("A reward was given before %(day)s, while a discipline had effect."),
            },
            check=pay.discipline,
        ),
    )
}

UNIT_RULES: Mapping[str, Rule[UnitFacts]] = {
    rule.id: rule
    for rule in (
        Rule(
            id="V14",
            title=_l("Quota of the evaluation"),
            error_group=ErrorGroup.OUT_OF_RANGE,
            measure=Measure.SUFFICIENT,
            severity=Severity.ERROR,
            scope=Scope.UNIT,
            owner=Owner.HEAD,
            sla_days=5,
            fix=_l("Lower levels before the evaluation is finalised."),
            messages={
                "quota": _l(
                    "%(name)s: %(excellent)s are rated excellent, at most %(allowed)s may be."
                ),
                "head": _l("The head is rated higher than the unit."),
            },
            check=units.quotas,
        ),
        Rule(
            id="V15",
            title=_l("Allotted posts"),
            error_group=ErrorGroup.OUT_OF_RANGE,
            measure=Measure.UNIFIED,
            severity=Severity.WARNING,
            scope=Scope.UNIT,
            owner=Owner.HEAD,
            sla_days=15,
            fix=_l("Move staff, or ask for more allotted posts."),
            messages={
                "staff": _l("%(name)s: %(count)s are there on %(allowed)s allotted posts."),
                "deputies": _l("%(name)s: %(count)s deputies, at most %(allowed)s may be."),
            },
            check=units.staffing,
        ),
    )
}
RULES: Mapping[str, Rule[Any]] = {**RECORD_RULES, **UNIT_RULES}


def check_record(facts: Facts) -> tuple[Finding, ...]:
    """Everything that the rules find in one record."""
    return tuple(_found(RECORD_RULES, facts))


def check_unit(facts: UnitFacts) -> tuple[Finding, ...]:
    """Everything that the rules find in one unit."""
    return tuple(_found(UNIT_RULES, facts))


def message(finding: Finding) -> str:
    """What was found, in the reader's language."""
    text = str(RULES[finding.rule].messages[finding.what])
    return text % finding.words if finding.words else text


def _found(rules: Mapping[str, Rule[SubjectT]], facts: SubjectT) -> Iterator[Finding]:
    for rule in rules.values():
        for one in rule.check(facts):
            yield Finding(
                rule=rule.id,
                what=one.what,
                severity=one.severity or rule.severity,
                group=one.group,
                field=one.field,
                row=one.row,
                words=one.words,
            )
