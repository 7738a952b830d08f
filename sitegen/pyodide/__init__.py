"""The Python runtime of the browser: the archive that it loads, made under node while the site is built."""
