"""``python -m documents.axis.sandbox``."""

import sys

from documents.axis.sandbox.program import main

sys.exit(main())
