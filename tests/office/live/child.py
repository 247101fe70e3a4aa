"""`office live` with the channel of the tests, on a database that is there already."""

import sys

from office.app import create_app
from office.live.leaving import let_go_when_told
from office.serve import LOOPBACK, serve_live
from tests.office.live import channel


def served():
    made = create_app()
    made.register_blueprint(channel.bp)
    let_go_when_told(made)
    return made


if __name__ == "__main__":
    serve_live(host=LOOPBACK, port=int(sys.argv[1]), target="tests.office.live.served:app")
