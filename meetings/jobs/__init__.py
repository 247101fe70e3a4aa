"""What workers do for meetings; every module of this folder is one group of jobs."""
