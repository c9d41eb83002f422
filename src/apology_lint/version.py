"""The version, in a module of its own: whoever names it needs nothing of the rest."""

__version__ = "0.1.0"
