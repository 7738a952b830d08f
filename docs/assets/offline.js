// "Keep for offline use": the element that offers it, and the notice of newer rules. More loads only where it is needed.

customElements.define("rehab-offline", class extends HTMLElement {
  async connectedCallback() {
    (await import("./offline/panel.js")).show(this);
  }
});

const served = navigator.serviceWorker?.controller;
if (served?.scriptURL.startsWith(new URL("../sw.js", import.meta.url).href)) {
  // All open pages change to newer rules together, so no page mixes them with old ones. A page that holds what a reload
  // would lose may refuse, and then shows that itself.
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (document.dispatchEvent(new CustomEvent("rehab-renewed", { cancelable: true }))) location.reload();
  });
  import("./offline/notice.js").then(({ follow }) => follow());
}
