"""People, accounts, sessions, second factor, delegation, absence, notices and API tokens."""
