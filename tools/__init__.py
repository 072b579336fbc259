"""Commands for developers and operators; never deployed."""
