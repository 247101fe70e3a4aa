"""Reports about our mail come packed and from anybody: rows or a reason, never more memory."""

import gzip
import io
import json
import zipfile

import pytest

from office.foreign.child import run_child
from office.foreign.inside.feedback import feedback
from office.foreign.inside.trouble import Trouble

RECORD = """<record><row><source_ip>192.0.2.1</source_ip><count>3</count>
<policy_evaluated><disposition>none</disposition><dkim>pass</dkim><spf>fail</spf></policy_evaluated>
</row><identifiers><header_from>H99.example</header_from></identifiers>
<auth_results><dkim><domain>h99.example</domain><selector>k1</selector><result>pass</result></dkim>
<spf><domain>h99.example</domain><result>fail</result></spf></auth_results></record>"""
DMARC = """<?xml version="1.0" encoding="UTF-8"?><feedback><report_metadata><org_name>B</org_name>
<email>d@b.example</email><report_id>r1</report_id>
<date_range><begin>1793577600</begin><end>1793664000</end></date_range></report_metadata>
<policy_published><domain>H99.example</domain><p>reject</p></policy_published>{}</feedback>"""
TLS = {
    "organization-name": "B",
    "date-range": {
        "start-datetime": "2026-11-02T00:00:00Z",
        "end-datetime": "2026-11-03T00:00:00Z",
    },
    "contact-info": "t@b.example",
    "report-id": "t1",
    "policies": [
        {
            "policy": {"policy-type": "sts", "policy-domain": "H99.example"},
            "summary": {"total-successful-session-count": 5, "total-failure-session-count": 1},
            "failure-details": [{"result-type": "certificate-expired", "failed-session-count": 1}],
        }
    ],
}


def dmarc(records=RECORD):
    return DMARC.format(records).encode()


def zipped(*files):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for number, data in enumerate(files):
            packed.writestr(f"{number}.xml", data)
    return made.getvalue()


@pytest.fixture
def read(tmp_path):
    def told(data):
        path = tmp_path / "report"
        path.write_bytes(data)
        return feedback(path, tmp_path)

    return told


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zipped, lambda d: b"\xef\xbb\xbf\n" + d])
def test_a_report_on_dmarc(read, pack):
    found = read(pack(dmarc()))
    assert (found["kind"], found["organisation"], found["domain"]) == ("dmarc", "B", "h99.example")
    assert (found["begins"], found["policy"]) == ("2026-11-02T00:00:00+00:00", "reject")
    [row] = found["rows"]
    assert (row["source"], row["count"], row["dkim"], row["spf"]) == (
        "192.0.2.1",
        3,
        "pass",
        "fail",
    )
    assert row["dkim_results"] == [{"domain": "h99.example", "selector": "k1", "result": "pass"}]
    assert row["header_from"] == "h99.example"


def test_a_report_with_a_prefix_is_read_too(read):
    data = (
        dmarc()
        .replace(b"<feedback>", b'<n:feedback xmlns:n="urn:x">')
        .replace(b"</feedback>", b"</n:feedback>")
    )
    assert read(data)["rows"][0]["count"] == 3


def test_a_report_on_tls(read):
    found = read(gzip.compress(json.dumps(TLS).encode()))
    assert (found["kind"], found["begins"]) == ("tls", "2026-11-02T00:00:00Z")
    [row] = found["rows"]
    assert (row["policy"], row["domain"], row["good"], row["failed"]) == (
        "sts",
        "h99.example",
        5,
        1,
    )
    assert row["faults"][0]["fault"] == "certificate-expired"


def test_a_long_report_is_cut(read):
    found = read(dmarc(RECORD * 5_001))
    assert (len(found["rows"]), found["cut"]) == (5_000, True)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "damaged"),
        (b"hello", "damaged"),
        (b"<feedback/>", "damaged"),
        (b"<other>" + RECORD.encode() + b"</other>", "damaged"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><feedback>&b;</feedback>', "dtd"),
        (b"<a>" * 50, "damaged"),
        (b"{", "damaged"),
        (b'{"policies": 5, "date-range": []}', "damaged"),
        (b'{"a":' + b"[" * 100_000, "damaged"),
        (gzip.compress(b"x" * (17 << 20), mtime=0), "bomb"),
        (gzip.compress(b"x", mtime=0)[:-9], "damaged"),
        (zipped(b"x" * (17 << 20)), "bomb"),
        (zipped(b"a", b"b"), "damaged"),
        (zipped(), "damaged"),
        (b"PK\x03\x04rubbish", "damaged"),
    ],
)
def test_what_cannot_be_read_has_a_reason(read, data, reason):
    with pytest.raises(Trouble) as told:
        read(data)
    assert told.value.reason == reason


def test_odd_values_are_empty(read):
    record = RECORD.replace("<count>3<", "<count>-3e9<").replace("192.0.2.1", "1\n2")
    [row] = read(dmarc(record).replace(b"1793577600", b"99999999999999999999"))["rows"]
    assert (row["count"], row["source"]) == (0, "1 2")


def test_the_child_does_it(tmp_path):
    path = tmp_path / "report.xml.gz"
    path.write_bytes(gzip.compress(dmarc()))
    assert run_child("feedback", path).facts["rows"][0]["count"] == 3
