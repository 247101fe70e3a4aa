"""Words that the house and the demonstration authority must agree on."""

FOLDER = "pki"
"""The authority's folder inside the data folder."""

ADDRESS = "address.json"
"""Where the authority is to be found now: a file in its folder, written at each start."""

BASE = "http://demo-pki.invalid"
"""The name of its services inside certificates; it never changes, whatever port they have now."""

TOKEN = "OFFICE_DEMO_PKI_TOKEN"  # noqa: S105  # the name of a variable
"""The variable of the environment that carries the token of its switches."""
