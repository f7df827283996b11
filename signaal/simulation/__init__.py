"""The proof of the clocks: rules, actions and a real database under a simulated clock, disturbed from a seed.

It plays people through actions, as the demo does, and looks at what was committed with eyes of its own: `history`,
`ledger`, `almanac`, `secrecy` and `post` ask no rule whether it was right. May reach the store, to let transactions die
and to read what stands; no other room but `__main__` knows this one. Keys never come from the seed.
"""

from signaal.simulation.figures import Figures
from signaal.simulation.run import simulate

__all__ = ["Figures", "simulate"]
