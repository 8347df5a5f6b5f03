"""How many beds would have let nearly everybody in: Erlang's loss formula.

Calls that find every line taken are lost; a household that finds every bed taken goes elsewhere.
With Poisson arrivals of `a` erlangs (arrivals in an hour, times hours of stay) and `c` beds,
whatever the distribution of stays, the share that is lost is

    B(c, a) = (a^c / c!) / sum over k from 0 to c of a^k / k!

(A. K. Erlang, 1917; L. Kleinrock, Queueing Systems, vol. 1, 1975, section 3.6), by the recursion
B(0) = 1, B(c) = a B(c-1) / (c + a B(c-1)), which neither overflows nor cancels.
"""

from __future__ import annotations

BEDS_MAX = 100_000


def loss_share(beds: int, offered_erlangs: float) -> float:
    """The share of arrivals that find all `beds` taken. Raises ValueError for negative values."""
    if beds < 0 or offered_erlangs < 0:
        raise ValueError("beds and load are not negative")
    share = 1.0
    for number in range(1, beds + 1):
        share = offered_erlangs * share / (number + offered_erlangs * share)
    return share if offered_erlangs > 0 or beds == 0 else 0.0


def beds_for(needs: float, period_hours: float, stay_hours: float, lost_share_max: float) -> int:
    """The fewest beds, kept for such needs alone, of which at most `lost_share_max` would be lost.

    An estimate from below: needs that were refused come in bursts, when everything else was full,
    and bursts lose more than Poisson arrivals of the same number. Raises ValueError for what can't
    be.
    """
    if min(needs, stay_hours) < 0 or period_hours <= 0 or not 0 < lost_share_max < 1:
        raise ValueError("needs and stay are not negative, the share lies between 0 and 1")
    offered = needs / period_hours * stay_hours
    share = 1.0
    for beds in range(BEDS_MAX + 1):
        if beds:
            share = offered * share / (beds + offered * share)
        if share <= lost_share_max or (offered == 0 and beds == 0):
            return beds
    raise ValueError("that load is beyond any number of beds")
