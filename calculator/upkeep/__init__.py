"""What maintainers of the rules need: what is due, what a change changes, and new files to fill in.

Nothing here computes a visit, and the browser never gets it.
"""
