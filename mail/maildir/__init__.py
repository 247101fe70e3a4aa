"""Boxes as mail programs see them: folders of hard links, and what was changed in them.

Knows no table; the rows of what was laid out stand in a file of their own beside the folders, so
that whoever loses the folders loses the memory of them too and nothing is taken for removed.
"""
