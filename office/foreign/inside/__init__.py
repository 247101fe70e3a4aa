"""The part that runs inside the child: the only code that parses foreign bytes.

Its modules import the standard library and the parsers alone, so that the child starts fast and
holds no settings, keys or connections.
"""
