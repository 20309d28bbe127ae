"""The bot in the browser: the real application, talking to the emulator in this process."""
