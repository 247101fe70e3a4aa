"""The second face: the same register behind a gateway in the style of provinces (NGSP, LGSP)."""

from personnel.national.codes import Code
from personnel.national.sandbox.register import Register
from personnel.national.sandbox.replies import Problem, Reply, Request


def call_of(request: Request) -> str:
    return request.path.rpartition("/")[2]


def carry_out(register: Register, request: Request) -> Reply:
    del register, request
    raise Problem(Code.NOT_FOUND, "no such call")
