"""The embedded conference server: Janus with its video rooms, driven over loopback only."""
