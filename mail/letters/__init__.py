"""What stands in letters: composing them, answering, reports, lists, and their files."""
