"""Brings files of CMS into `rules/`: recognizes a file by its content, shows what changes, and writes it if asked.

Each file of CMS has one module: `relative_value_file`, `locality_file`, `pair_file`, `unit_limit_file`. A file that no
module reads is refused with what it is. Nothing here is part of the browser's engine.
"""
