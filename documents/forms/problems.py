"""Why a package was set aside, in the reader's words."""

from documents.axis.package.broken import Bad
from documents.models import AxisDelivery


def plain_reason(delivery: AxisDelivery) -> str:
    """The sentence of its kind, else what was noted when it was read."""
    if delivery.problem_kind in set(Bad):
        return str(Bad(delivery.problem_kind).reason)
    return delivery.problem
