"""The `audit` of the command line: files in, a worklist for people, programs, spreadsheets or a browser out."""
