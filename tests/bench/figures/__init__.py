"""One figure a module: each has one function that measures it."""
