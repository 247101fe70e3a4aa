"""Scripted officials who play a whole matter over HTTP, as a browser would."""
