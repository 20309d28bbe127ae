"""What can go wrong with the settings; messages are for the operator."""


class SettingsError(Exception):
    """A setting is wrong; the message names key, value and where it came from."""
