"""Spreadsheets of officials: where the headings stand, what they mean, what a row says."""
