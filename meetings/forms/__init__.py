"""From requests to typed values."""
