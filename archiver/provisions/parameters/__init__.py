"""Parameters of provisions: periods, ages, sums and places as values that can be compared."""
