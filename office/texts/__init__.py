"""Text messages by a service of the operator: off by default, and without a word of content."""
