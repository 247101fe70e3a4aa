"""The check functions of the rules: what each yields is a problem, nothing yielded is good."""
