// "Keep for offline use": the element that offers it, and the notice of newer rules. More loads only where it is needed.

class Offline extends HTMLElement {
  async connectedCallback() {
    const { show } = await import("./offline/panel.js");
    this.end?.();
    if (this.isConnected) this.end = show(this);
  }

  disconnectedCallback() {
    this.end?.();
  }
}

customElements.define("rehab-offline", Offline);

const served = navigator.serviceWorker?.controller;
if (served?.scriptURL.startsWith(new URL("../sw.js", import.meta.url).href)) {
  // All open pages change to newer rules together, so no page mixes them with old ones. One that holds what a reload
  // would lose may refuse, and says so itself.
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (document.dispatchEvent(new CustomEvent("rehab-renewed", { cancelable: true }))) location.reload();
  });
  import("./offline/notice.js").then(({ follow }) => follow());
}
