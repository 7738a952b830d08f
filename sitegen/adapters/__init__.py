"""Adapters: site generators and documentation tools around the pure page maker. Nothing about billing."""
