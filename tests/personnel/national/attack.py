"""Calls made up from the contract, right and wrong ones, sent by every role and by nobody."""

import re
from dataclasses import dataclass, field
from functools import cache

import hypothesis
import requests
from hypothesis import HealthCheck, Phase, given, settings

from office import clock
from personnel.national.codes import AGENCY_CODE, CITIZEN_ID, Scope
from personnel.national.envelope import canonical
from tests.personnel.national.conftest import (
    CENTRE,
    COMMUNE,
    OURS,
    SIGNERS,
    event,
    key,
    new_citizen,
)

ROLES = {
    "everything": tuple(Scope),
    "reader": (Scope.READ,),
    "writer": (Scope.WRITE,),
    "units": (Scope.UNITS,),
}
NOBODY = "nobody"
REFUSED = ["401", "403", "404", "409", "410", "412", "413", "422", "428"]
MALFORMED = ["400", "405", "406", "411", "415"]


class Signed(requests.auth.AuthBase):
    """Signs whatever JSON goes out, as a connection with its token does."""

    def __init__(self, token):
        self.token = token

    def __call__(self, request):
        if self.token:
            request.headers["Authorization"] = f"Bearer {self.token}"
        if request.body:
            sent = request.body if isinstance(request.body, bytes) else request.body.encode()
            request.headers.update(SIGNERS["ours"].headers(_canonical(sent), at=clock.now()))
            del request.headers["Content-Digest"]
        return request


def _canonical(sent):
    try:
        return canonical(requests.compat.json.loads(sent))
    except (ValueError, RecursionError):
        return b"{}"


@dataclass
class Attack:
    """One running sandbox, a session for each role and somebody whom the register holds."""

    sandbox: object
    people: list = field(default_factory=list)
    sent: int = 0

    def __post_init__(self):
        ours = self.sandbox.register()
        for _one in range(2):
            citizen = new_citizen()
            ours.push([event(citizen), event(citizen, 2, group="pay")], key=key())
            self.people.append(citizen)
        self.sessions = {role: self._session(scopes) for role, scopes in ROLES.items()}
        self.sessions[NOBODY] = requests.Session()
        self.sessions[NOBODY].auth = Signed("")

    def _session(self, scopes):
        said = {"grant_type": "client_credentials", "scope": " ".join(scopes)}
        given = requests.post(
            f"{self.sandbox.url}/token",
            data=said,
            auth=("ours", "secret-of-the-test"),
            timeout=5,
        )
        session = requests.Session()
        session.auth = Signed(given.json()["access_token"])
        return session

    def close(self):
        for session in self.sessions.values():
            session.close()

    def carry_out(self, name, *, examples, seed=None):
        """Half of the calls are right, half are wrong in one place."""
        from schemathesis import GenerationMode

        operation = operations(self.sandbox.url)[name]
        for mode in GenerationMode:
            strategy = operation.as_strategy(generation_mode=mode)

            @settings(
                max_examples=max(examples // 2, 1),
                phases=[Phase.generate],
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
            )
            @given(strategy)
            def send(case):
                self.steer(case)
                for role in self.sessions:
                    self._send(case, role)

            (hypothesis.seed(seed)(send) if seed else send)()

    def _send(self, case, role):
        self.sent += 1
        answer = case.call(session=self.sessions[role])
        assert answer.status_code < 500, (role, answer.text)
        if role == NOBODY and case.operation.label != "POST /token":
            assert answer.status_code in {401, 404, 405, 413}, answer.text
        case.validate_response(answer)

    def steer(self, case):
        """Words of the right form are made to mean something, so that calls get further."""
        headers = case.headers or {}
        if re.fullmatch(AGENCY_CODE, str(headers.get("X-Client-Agency", ""))):
            headers["X-Client-Agency"] = OURS
        path = case.path_parameters or {}
        citizen = str(path.get("citizenId", ""))
        if re.fullmatch(CITIZEN_ID, citizen) and citizen < "5":
            path["citizenId"] = self.people[0]
        if isinstance(case.body, dict):
            self._steer_body(case.body)

    def _steer_body(self, body):
        for name, value in (("managingBody", OURS), ("unit", COMMUNE), ("receiver", "H98")):
            if isinstance(body.get(name), str) and re.fullmatch(AGENCY_CODE, body[name]):
                body[name] = value
        events = body.get("events")
        for one in events if isinstance(events, list) else []:
            if isinstance(one, dict):
                self._steer_event(one)

    def _steer_event(self, one):
        for name, agency in (("sender", OURS), ("receiver", CENTRE)):
            part = one.get(name)
            if isinstance(part, dict) and isinstance(part.get("agencyCode"), str):
                part["agencyCode"] = agency
        if isinstance(one.get("specVersion"), str) and one["specVersion"][:1].isdigit():
            one["specVersion"] = "1.0"
        base = one.get("baseVersion")
        if isinstance(base, int) and 0 <= base < 2**31 and isinstance(one.get("newVersion"), int):
            one["newVersion"] = base + 1


@cache
def operations(url):
    """Every call of the contract that the program serves, by its name."""
    import schemathesis

    config = schemathesis.Config.from_dict(
        {
            "generation": {"with-security-parameters": False, "database": "none"},
            "checks": {
                "ignored_auth": {"enabled": False},
                "positive_data_acceptance": {"expected-statuses": ["2xx", "304", *REFUSED]},
                "negative_data_rejection": {"expected-statuses": [*MALFORMED, *REFUSED]},
            },
        }
    )
    schema = schemathesis.openapi.from_url(f"{url}/openapi.json", config=config)
    found = [one.ok() for one in schema.get_all_operations()]
    return {one.definition.raw["operationId"]: one for one in found}
