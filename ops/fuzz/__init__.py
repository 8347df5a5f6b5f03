"""Bad input at volume: generated requests, spoilt input for every parser, broken frames."""
