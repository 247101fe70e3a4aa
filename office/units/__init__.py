"""The unit tree, its dated names and codes, and the desks at which work lies."""
