"""What stands in a form whose fields may have several values; one that is not there is empty."""

from werkzeug.datastructures import MultiDict


class Shown(MultiDict[str, str]):
    """Fields by name, each with all that was ticked."""

    def __getitem__(self, name: str) -> str:
        return super().__getitem__(name) if name in self else ""
