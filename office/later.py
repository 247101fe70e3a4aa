"""What work says that cannot even begin yet."""

from datetime import datetime


class Later(Exception):
    """The job could not be tried at all: it waits until an instant, and no attempt is counted."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until.isoformat())
        self.until = until
