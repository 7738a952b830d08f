// Material downloads its search index at every page and builds the search from it, seconds of work that delay all else.
// Here it waits until somebody goes to the search. Loads before Material's own script (overrides/main.html).
{
  const { open, send } = XMLHttpRequest.prototype;
  const wanted = new Promise((done) => {
    const notice = ({ target }) => target.closest?.(".md-search, [for=__search]") && done();
    for (const event of ["pointerover", "pointerdown", "focusin"]) document.addEventListener(event, notice, { passive: true });
    if (new URLSearchParams(location.search).has("q")) done(); // a link into the search
  });
  XMLHttpRequest.prototype.open = function (method, address, ...rest) {
    this.waits = String(address).endsWith("/search/search_index.json");
    return open.call(this, method, address, ...rest);
  };
  XMLHttpRequest.prototype.send = function (...content) {
    return this.waits ? void wanted.then(() => send.apply(this, content)) : send.apply(this, content);
  };
}
