"""The result cache: answers that are kept under the versions of what they were made of, so that none is ever stale."""
