"""What the site has beside its pages: JSON for programs, security policy, offline list, labels for scripts."""
