"""What can be wrong with what the person asks for; the messages are sentences for that person."""


class NotWatchable(Exception):
    """What was named has no Python code."""
