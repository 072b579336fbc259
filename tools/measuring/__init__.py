"""Measurements behind decisions, made again by a command."""
