"""Sound and film of a meeting as bytes and times; knows no tables."""
