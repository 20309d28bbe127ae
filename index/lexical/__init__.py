"""Words: how texts become terms, and which passages hold them."""
