"""`python -m signing.providers.demo_pki --data-dir … --port …`."""

import sys

from signing.providers.demo_pki import main

if __name__ == "__main__":
    sys.exit(main())
