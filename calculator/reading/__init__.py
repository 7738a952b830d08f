"""What the browser reads as well: a visit as plain data, and the compiled rule set."""
