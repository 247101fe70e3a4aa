"""From requests to typed values of the register."""
