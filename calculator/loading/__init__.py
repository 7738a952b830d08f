"""Rule files to a rule set: YAML and CSV, cross-checks between files, and their examples. CPython only."""
