"""The order of lists: what clinics use every day first, all others by name."""

from calculator.model import Rules


def by_use(kind: str, rules: Rules) -> list[str]:
    """The keys of a kind of rules, in the order of `rules/everyday.yaml`, then by name.

    Args:
        kind: a field of the rules, such as `modifiers`; not `codes`, which have an order for each discipline.
        rules: a rule set without problems.
    """
    first = {key: place for place, key in enumerate(getattr(rules.everyday, kind))}
    named = getattr(rules, kind)
    return sorted(named, key=lambda key: (first.get(key, len(first)), named[key].name.casefold(), key))
