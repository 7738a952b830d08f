// Material downloads its search index at every page and builds the search from it, seconds of work that delay all else.
// Here it waits until somebody goes to the search. Loads before Material's own script (overrides/main.html).
{
  const { open, send } = XMLHttpRequest.prototype;
  const waiting = new WeakSet();
  const wanted = new Promise((done) => {
    const notice = (/** @type {Event} */ { target }) => target instanceof Element && target.closest(".md-search, [for=__search]") && done(0);
    for (const event of ["pointerover", "pointerdown", "focusin"]) document.addEventListener(event, notice, { passive: true });
    if (new URLSearchParams(location.search).has("q")) done(0); // a link into the search
  });
  XMLHttpRequest.prototype.open = function (/** @type {any[]} */ ...given) {
    if (String(given[1]).endsWith("/search/search_index.json")) waiting.add(this);
    return open.apply(this, /** @type {Parameters<typeof open>} */ (given));
  };
  XMLHttpRequest.prototype.send = function (...content) {
    return waiting.has(this) ? void wanted.then(() => send.apply(this, content)) : send.apply(this, content);
  };
}
