"""Composed documents: the layout of Decree 30/2020/NĐ-CP, Annex I, as PDF/A and as .docx.

Pure functions: `content` says what is written, `form` sets it with typst, `docx` makes and converts
the word-processor form. Nothing here knows the database.
"""
