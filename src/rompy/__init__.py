"""Configuration-as-code for the backends that run ocean, wave and coastal models."""

__version__ = "1.0.0.dev0"
