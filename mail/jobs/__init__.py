"""What workers do for mail: every module of this folder registers its topics and clockwork."""
