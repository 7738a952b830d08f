"""What templates may ask while one page is arranged: linked text, links to other pages, footnotes, badges."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from markupsafe import Markup

from calculator.loading.slot_values import Filled
from calculator.loading.slots import AS_WRITTEN, SLOT, FilledText
from calculator.model import KINDS, Check, Cite, Mistake, Rules, Statement
from calculator.per_rule_set import once
from sitegen.render.footnotes import Footnotes
from sitegen.render.markdown_text import Linker, escape, relative_url, url_of

GUIDE_PAGES = {
    "counting": "counting.md",
    "payment": "payment/index.md",
    "payment-reduction": "payment/reduction.md",
    "payment-assistant": "payment/assistant.md",
    "payment-localities": "payment/places.md",
    "payment-remittance": "payment/remittance.md",
    "denials": "denials/appeals.md",
}
"""The page of each file in `rules/guides/`."""


@once
def paths_of(rules: Rules) -> dict[str, str]:
    """The page of every rule file, by its name as steps have it: `payers/midpoint` to `payers/midpoint.md`."""
    of_guides = {f"guides/{key}": path for key, path in GUIDE_PAGES.items() if key in rules.guides}
    return {f"{kind}/{key}": f"{kind}/{key}.md" for kind in KINDS for key in getattr(rules, kind)} | of_guides


def denial_title(key: str, rules: Rules) -> str:
    """What the page of a denial code is called, as people search for it.

    >>> from calculator import default_rules
    >>> denial_title("119", default_rules())
    'Denial code CO-119: Benefit maximum reached'
    """
    denial = rules.denials[key]
    group = "CO" if "CO" in denial.groups else next(iter(denial.groups), "")
    written = f"Denial code {group}-{key.upper()}" if group else f"Remark code {key.upper()}"
    return f"{written}: {denial.name}"


@once
def _linked_words(rules: Rules) -> dict[str, str]:
    """Words that become links in running text: codes, lettered modifiers, names of payers."""
    return (
        {key: f"codes/{key}.md" for key in rules.codes}
        | {key: f"modifiers/{key}.md" for key in rules.modifiers if key.isalpha()}
        | {payer.name: f"payers/{key}.md" for key, payer in rules.payers.items() if len(payer.name) > 3}
    )


_PLACE = re.compile(r"&#123;([0-9]+)&#125;")
"""Where a slot goes in an escaped sentence."""


class PageContext:
    """One page's footnotes and links. Every method gives text that is safe to print."""

    def __init__(self, rules: Rules, as_of: date, path: str) -> None:
        self.rules, self.as_of, self.path = rules, as_of, path
        words = _linked_words(rules)
        self.linker = Linker(path, words, once=frozenset(words) - frozenset(rules.codes))
        self.footnotes = Footnotes(path, rules.sources, as_of)
        self.marks, self.quiet, self.numbers = self.footnotes.marks, self.footnotes.quiet, self.footnotes.numbers_of
        self.paths = paths_of(rules)
        self.session = ""
        """The Python session of the first example that was arranged."""

    # --- text -------------------------------------------------------------------------------------------------

    def text(self, value: object) -> Markup:
        """Running text with its links; what its slots gave leads to the rule that it comes from."""
        if not isinstance(value, FilledText):
            return self.linker.text(value)
        shown = [
            one for one, slot in zip(value.given, SLOT.findall(value.written), strict=True) if slot[0] != AS_WRITTEN
        ]
        places = iter(range(len(shown)))
        plain = SLOT.sub(
            lambda found: found[1][1:] if found[1][0] == AS_WRITTEN else f"{{{next(places)}}}", value.written
        )
        return Markup(_PLACE.sub(lambda found: self._given(shown[int(found[1])]), self.linker.text(plain)))

    def _given(self, given: Filled) -> Markup:
        """What a slot gave, as a link to its rule's page."""
        return self.link(given.text, self.paths[given.rule]) if given.rule in self.paths else escape(given.text)

    def title(self, value: object) -> Markup:
        """A name at the head of something: it begins with a capital."""
        text = str(value).strip()
        return escape(text[:1].upper() + text[1:])

    def says(self, statement: Statement) -> Markup:
        """A statement, what to use instead, its badges and its footnotes."""
        text, instead = self.text(statement.says), self.use_instead(statement.use_instead)
        return text + instead + self._marks(statement.says, statement.cites, statement.undecided)

    def cited(self, value: str, cites: Iterable[Cite], undecided: bool = False) -> Markup:
        """A text with its badges and footnotes."""
        return self.text(value) + self._marks(value, cites, undecided)

    def _marks(self, text: str, cites: Iterable[Cite], undecided: bool) -> Markup:
        """The marks of a text's citations, and of the tables from which its slots are filled."""
        given = tuple(cites)
        known = {cite.source for cite in given}
        more = (Cite(source=source) for source in getattr(text, "sources", ()) if source not in known)
        return self.footnotes.marks((*given, *more), undecided=undecided)

    def use_instead(self, codes: Iterable[str]) -> Markup:
        """The codes that fit instead, where there are any."""
        links = Markup(" or ").join(self.code(code) for code in codes)
        return Markup(' <span class="instead">Use {} instead.</span>').format(links) if links else links

    def denials(self, named: Mistake | Check) -> Markup:
        """CARC and RARC codes of a mistake or a check, as links to their pages."""
        codes = ((code, f"denials/{code.lower()}.md") for code in named.denial_codes)
        known = {f"denials/{key}.md" for key in self.rules.denials}
        linked = (self.link(code, path) if path in known else escape(code) for code, path in codes)
        return Markup(" ").join(Markup('<span class="chip">{}</span>').format(one) for one in linked)

    def remember_session(self, session: str) -> str:
        """Keep the first Python session for the end of the page; shows nothing where it is called."""
        self.session = self.session or session
        return ""

    # --- links ------------------------------------------------------------------------------------------------

    def link(self, label: object, target: str) -> Markup:
        """A link to another page of the site, or to a place on this one; plain text for this page itself."""
        name = escape(label)
        path, mark, anchor = target.partition("#")
        if path == self.path and not mark:
            return name
        way = "" if path == self.path else relative_url(self.path, path)
        return Markup(f'<a href="{way}{mark}{anchor}">{name}</a>')

    def url(self, target: str) -> Markup:
        """The address of another page, for raw HTML."""
        return Markup(relative_url(self.path, target))

    def code(self, key: str) -> Markup:
        """A code as a link to its page, where it has one."""
        return self.link(key, f"codes/{key}.md") if key in self.rules.codes else escape(key)

    def codes(self, keys: Sequence[str], last: str = "and") -> Markup:
        """Codes as a list in a sentence."""
        links = [self.code(key) for key in keys]
        return Markup(f" {last} ").join([Markup(", ").join(links[:-1]), links[-1]] if len(links) > 1 else links)

    def code_with_name(self, key: str) -> Markup:
        """A code and its name."""
        if key not in self.rules.codes:
            return escape(key)
        return self.link(f"{key} {self.rules.codes[key].name}", f"codes/{key}.md")

    def modifier(self, key: str) -> Markup:
        """A modifier as a link to its page, where it has one."""
        return self.link(key, f"modifiers/{key}.md") if key in self.rules.modifiers else escape(key)

    def modifiers(self, keys: Iterable[str]) -> Markup:
        """Modifiers in their order."""
        return Markup(" ").join(self.modifier(key) for key in keys)

    def payer(self, key: str) -> Markup:
        """A payer's name as a link to its page."""
        return self.link(self.rules.payers[key].name, f"payers/{key}.md") if key in self.rules.payers else escape(key)

    def rule(self, name: str) -> Markup:
        """The file a step follows, as a link to its page."""
        kind, _, key = name.partition("/")
        if name not in self.paths:
            return escape(name)
        label = key if kind in ("codes", "modifiers") else getattr(self.rules, kind)[key].name
        return self.link(label, self.paths[name])

    def guide(self, key: str) -> Markup:
        """A guide's name as a link to its page."""
        return self.link(self.rules.guides[key].name, GUIDE_PAGES[key])

    def check(self, key: str, shown: str) -> Markup:
        """A word on a finding as a link to its check's page."""
        return self.link(shown, f"checks/{key}.md") if key in self.rules.checks else escape(shown)

    def see(self, key: str) -> Markup:
        """What to read next, by its key alone or as `denials/59`, or a statement of it as `97116#stairs`."""
        wanted, _, named = key.rpartition("/")
        key, mark, statement = named.partition("#")
        about = f": {statement.replace('-', ' ')}" if mark else ""
        for kind in KINDS:
            if wanted in ("", kind) and (rule := getattr(self.rules, kind).get(key)):
                name = f"{key.upper()} {rule.name}" if kind in ("codes", "modifiers", "denials") else rule.name
                return self.link(f"{name}{about}", f"{kind}/{key}.md{mark}{statement}")
        return self.guide(key) if key in self.rules.guides else escape(key)

    def as_data(self) -> Markup:
        """A sentence that leads to the page's rule as JSON, which sitegen/outputs/json_api.py writes; empty on other pages."""
        if self.path not in self.paths.values():
            return Markup("")
        folder = url_of(self.path).rstrip("/").rpartition("/")[2]
        about = self.link("the same for programs", "about/data.md")
        return Markup(f' <a href="../{folder}/index.json">As JSON</a>, {about}.')
