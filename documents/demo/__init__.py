"""The demo of this package: connections, the first matter and three months of work."""
