"""A door: an invented municipality, played through the real actions under a moving clock, from a seed.

Keys, salts and tokens never come from the seed. Tests import this room, never the reverse.
It reaches no rows and no keys.
"""

from signaal.demo.play import play, play_demo
from signaal.demo.results import DemoAccount, DemoResult, Played

__all__ = ["DemoAccount", "DemoResult", "Played", "play", "play_demo"]
