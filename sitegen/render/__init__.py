"""Parts that pages share: linked text, footnotes, labels and drawings."""
