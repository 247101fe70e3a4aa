"""The papers of a record: official forms (sơ yếu lý lịch) and extracts as PDF/A and .docx.

Pure functions: they know the words and layouts of the forms, but no tables and no pages.
"""
