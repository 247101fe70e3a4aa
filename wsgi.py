"""The WSGI application for a server process: `granian --interface wsgi wsgi:app`."""

from office.app import create_app

app = create_app()
