"""What the site has with its pages: JSON for programs, security policy, offline list, labels for scripts."""
