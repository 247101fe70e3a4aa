"""Mail over SMTP and LMTP, hardened: sessions, and the intake that holds what was accepted.

Pure part: no table of the package, no request. ``server`` listens, ``session`` speaks, ``body``
and ``paths`` read, ``gate`` counts, ``house`` is what a session asks of the suite, ``intake``
keeps each mail safe before its 250 and hands it to the worker. Why: docs/adr/0007.
"""
