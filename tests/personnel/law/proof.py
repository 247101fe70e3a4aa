"""What every explanation owes its reader: rules with a basis, whole sentences, their days."""

from datetime import date

from office.i18n import day, force_locale


def proves(found, rule, basis, *days):
    """Whether a step names this rule and basis and shows these days, in each language."""
    for step in found.steps:
        assert step.rule
        assert step.basis
        assert "%(" not in str(step.text)
    step = next(one for one in found.steps if one.rule == rule)
    assert basis in step.basis
    for one in days:
        assert one in step.dates
    for language in ("vi", "en", "ar"):
        with force_locale(language):
            shown = " ".join(str(one.text) for one in found.steps)
            assert all(day(one) in shown for one in days)
    return True


def days(text):
    """Days as ISO, many in one text."""
    return tuple(date.fromisoformat(one) for one in text.split())
