"""Measurements that anyone can repeat: what the project costs in time and memory."""
