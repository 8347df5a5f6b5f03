"""What programs say about whom they take, and how that is held against a household's needs."""
