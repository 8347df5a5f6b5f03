"""Which language a page is read in, and the catalogues of what it says.

A page speaks one language from its request to its last byte: the frame chooses it (`choosing`),
everything below asks for the current one (`current`), and the catalogues (`catalogue`) hold ICU
messages that are compiled once (`messages`).
"""
