"""Rule set to Markdown pages: a pure function, its templates, and the two ways to write the pages down."""
