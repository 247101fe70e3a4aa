"""The same calendars, read by the library of programs in browsers (ical.js, fetched by npm).

CI reads them with libical (test_writing.py): there is no node among its packages.
"""

import pytest

from tests.meetings.ical import javascript
from tests.meetings.ical.test_writing import WRITTEN
from tests.needs import needs


@pytest.mark.long
@needs("npm")
def test_a_third_library_reads_the_same(tmp_path):
    javascript.install(tmp_path)
    told = javascript.read(tmp_path, {name: write() for name, write in WRITTEN.items()})
    assert set(told) == set(WRITTEN)
    assert [fault for name in told for fault in javascript.faults_of(name, told[name])] == []


def test_what_is_read_otherwise_is_found():
    """Else neither the test above nor its report could fail."""
    told = {"uid": "x", "summary": "", "start": "", "names": [], "method": ""}
    assert len(javascript.faults_of("request", told)) == 4
    assert len(javascript.faults_of("cancel", told)) == 4
    assert len(javascript.faults_of("feed", told)) == 3
