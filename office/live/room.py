"""How much of the machine listeners take; known before the application is made."""

FILES_OF_A_LISTENER = 2
FILES_OF_A_PROCESS = 256


def files_wanted(listeners: int) -> int:
    """How many files a process with so many listeners may have open."""
    return FILES_OF_A_PROCESS + listeners * FILES_OF_A_LISTENER
