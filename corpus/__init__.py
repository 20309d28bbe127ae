"""Documents to passages: reading, cleaning and splitting text, always with offsets into it."""
