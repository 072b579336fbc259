"""Deployment: what `python -m tools deploy` and its neighbours do in an account of AWS."""
