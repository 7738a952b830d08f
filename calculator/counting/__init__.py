"""Minutes to claim lines: units, the assistant's modifier, the other modifiers, and the KX threshold."""
