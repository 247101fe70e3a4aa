"""The intake: what was accepted lies here, synced, until the worker has filed it.

Each process of the SMTP side writes `intake-<n>.db` of its own, so that no lock stands between
them; the worker reads all that it finds in the folder.
"""
