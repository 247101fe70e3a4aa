"""Where keys, time-stamps and revocations come from."""
