"""Exchange over the national document axis (trục liên thông văn bản quốc gia): bytes and wire.

Pure library code: no database, no request. ``codes`` names what the standard numbers, ``package``
turns edXML into dataclasses and back, ``client`` speaks to an axis, ``sandbox`` plays one.
"""
