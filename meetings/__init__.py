"""Meetings of the agencies: calls, agenda, votes, minutes and the conclusions that become tasks."""
