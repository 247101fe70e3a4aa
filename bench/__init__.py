"""How fast the house is: data sets of a province, and figures in units of one floor."""
