"""``python -m personnel.national.sandbox``."""

import sys

from personnel.national.sandbox.program import main

sys.exit(main())
