"""The questions people ask, each answered by one view."""
