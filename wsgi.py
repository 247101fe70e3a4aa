"""The WSGI application for a server process: `granian --interface wsgi wsgi:app`."""

import ctypes
from contextlib import suppress

from office.app import create_app
from office.live.leaving import let_go_when_told

M_ARENA_MAX, ARENAS = -8, 2

# Sixteen threads would each keep a heap of their own, mostly empty (glibc; elsewhere no such call).
with suppress(AttributeError):
    ctypes.CDLL(None).mallopt(M_ARENA_MAX, ARENAS)

app = create_app()
let_go_when_told(app)
