"""Votes as numbers and as sealed papers; knows no tables."""
