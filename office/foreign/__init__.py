"""Foreign files: whatever comes from outside is parsed in a limited child process, never here."""
