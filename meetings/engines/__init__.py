"""Conference engines: where the pictures and voices of a meeting meet, each behind one port.

Nothing here knows a table. Rights are asked before an engine is: an engine only carries out.
"""
