"""Papers of a meeting: minutes (biên bản) as PDF/A-3 and .docx, sheets to print, the manifest.

Pure functions: they know the words and the layout of Decree 30/2020/NĐ-CP, but no tables.
"""
