"""What the command line starts for meetings."""
