"""Rows for the data sets: made in bulk, plausible, the same at every run."""
