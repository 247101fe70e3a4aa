"""The law of grades, pay, raises, retirement, terms, evaluation, leave and discipline.

Its tables are dated rows in `data/`, each with its legal basis; its functions are pure, and what
they find explains itself. A row with a note is not yet compared with the official text.
"""
