"""Foxbat Explorer: a map, a time axis and the source text of a historical incident, as one."""

__version__ = "0.1.0"
