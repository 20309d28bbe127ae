"""What things cost, as ratios made in one run: `make bench`."""
