"""What an agency must publish in DNS for its mail to be believed, and what of it is seen there."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from mail.wire.resolver import LookupFailed, Resolver

PIECE = 255


class Purpose(StrEnum):
    """What a record is for."""

    PROOF = "proof"
    MX = "mx"
    SPF = "spf"
    DKIM = "dkim"
    DMARC = "dmarc"
    MTA_STS = "mta-sts"
    TLS_RPT = "tls-rpt"


class Standing(StrEnum):
    """What DNS says of a record at this moment."""

    SEEN = "seen"
    OTHER = "other"
    MISSING = "missing"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Sending:
    """How an agency's domain sends and takes mail."""

    domain: str
    mail_host: str
    proof: str = ""
    addresses: tuple[str, ...] = ()
    relay: str = ""
    keys: tuple[tuple[str, str], ...] = ()
    reports_to: str = ""
    policy: str = "none"
    sts_id: str = ""
    web_host: str = ""


@dataclass(frozen=True)
class Record:
    """One line to publish."""

    purpose: Purpose
    name: str
    kind: str
    value: str

    @property
    def zone_line(self) -> str:
        """As a zone file has it: long texts in pieces."""
        if self.kind != "TXT":
            return f"{self.name}. IN {self.kind} {self.value}."
        pieces = (self.value[at : at + PIECE] for at in range(0, len(self.value), PIECE))
        return f"{self.name}. IN TXT {' '.join(_quoted(piece) for piece in pieces)}"


@dataclass(frozen=True)
class Checked:
    """A record and what stands in its place."""

    record: Record
    standing: Standing
    found: tuple[str, ...] = ()


def _quoted(piece: str) -> str:
    escaped = piece.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def wanted(sending: Sending) -> tuple[Record, ...]:
    """All that should be published, in the order in which it is best done."""
    return tuple(_wanted(sending))


def _wanted(sending: Sending) -> Iterator[Record]:
    domain = sending.domain
    if sending.proof:
        yield Record(Purpose.PROOF, f"_congvu.{domain}", "TXT", f"congvu-proof={sending.proof}")
    yield Record(Purpose.MX, domain, "MX", f"10 {sending.mail_host}")
    yield Record(Purpose.SPF, domain, "TXT", _spf(sending))
    for selector, text in sending.keys:
        yield Record(Purpose.DKIM, f"{selector}._domainkey.{domain}", "TXT", text)
    rua = f"; rua=mailto:{sending.reports_to}" if sending.reports_to else ""
    yield Record(Purpose.DMARC, f"_dmarc.{domain}", "TXT", f"v=DMARC1; p={sending.policy}{rua}")
    if sending.sts_id:
        if sending.web_host:
            yield Record(Purpose.MTA_STS, f"mta-sts.{domain}", "CNAME", sending.web_host)
        yield Record(Purpose.MTA_STS, f"_mta-sts.{domain}", "TXT", f"v=STSv1; id={sending.sts_id}")
    if sending.reports_to:
        text = f"v=TLSRPTv1; rua=mailto:{sending.reports_to}"
        yield Record(Purpose.TLS_RPT, f"_smtp._tls.{domain}", "TXT", text)


def _spf(sending: Sending) -> str:
    machines = [f"ip6:{one}" if ":" in one else f"ip4:{one}" for one in sending.addresses]
    relay = [f"include:{sending.relay}"] if sending.relay else []
    return " ".join(["v=spf1", "mx", *machines, *relay, "-all"])


# ------------------------------------------------------------------------- the check


def check(sending: Sending, resolver: Resolver) -> tuple[Checked, ...]:
    """Each wanted record as DNS shows it now."""
    return tuple(_checked(record, resolver) for record in wanted(sending))


def _checked(record: Record, resolver: Resolver) -> Checked:
    try:
        found = _found(record, resolver)
    except LookupFailed:
        return Checked(record, Standing.UNKNOWN)
    if any(_same(record, one) for one in found):
        is_alone = len(found) == 1 or record.purpose in (Purpose.MX, Purpose.PROOF)
        return Checked(record, Standing.SEEN if is_alone else Standing.OTHER, found)
    return Checked(record, Standing.OTHER if found else Standing.MISSING, found)


def _found(record: Record, resolver: Resolver) -> tuple[str, ...]:
    """What stands there for this purpose: other texts of the same name do not matter."""
    if record.kind == "MX":
        return tuple(f"{rank} {host}" for rank, host in resolver.exchanges(record.name))
    if record.kind == "CNAME":
        return _leads_to(record, resolver)
    start = record.value.split(";")[0].split(" ")[0].lower()
    texts = resolver.texts(record.name)
    return tuple(
        text for text in texts if text.lower().startswith(start) or record.purpose is Purpose.DKIM
    )


def _leads_to(record: Record, resolver: Resolver) -> tuple[str, ...]:
    """Another name, or addresses; the same machine by its address is as good."""
    if names := resolver.plain(record.name, "CNAME"):
        return tuple(names)
    there = resolver.addresses(record.name)
    is_same = set(there) & set(resolver.addresses(record.value))
    return (record.value,) if is_same else tuple(there)


def _same(record: Record, found: str) -> bool:
    """The same words; a domain may rank its hosts and send from more machines as it likes."""
    if record.kind == "CNAME":
        return found.lower() == record.value.lower()
    if record.purpose is Purpose.MX:
        return found.rsplit(" ", maxsplit=1)[-1].lower() == record.value.split(" ")[-1].lower()
    ours, theirs = _terms(record), _terms(Record(record.purpose, "", "TXT", found))
    return ours <= theirs if record.purpose is Purpose.SPF else ours == theirs


def _terms(record: Record) -> set[str]:
    mark = None if record.purpose is Purpose.SPF else ";"
    return {"".join(one.split()) for one in record.value.split(mark) if one.strip()}
