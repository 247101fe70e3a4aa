"""What the server process of the tests serves."""

from tests.office.live.child import served

app = served()
