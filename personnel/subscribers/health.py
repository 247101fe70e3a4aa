"""What the doctor says of the forecast."""

from office.health import looked_at
from personnel import queries


def declare() -> None:
    """Let the doctor look."""
    looked_at("forecast of the register")(queries.forecast_faults)
