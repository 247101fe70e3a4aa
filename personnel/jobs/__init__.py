"""What the worker does for the register."""
