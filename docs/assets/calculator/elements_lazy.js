// The calculator's parts in a page: form, small calculators, quiz, files of claims. Their scripts are loaded only where a page has them.

const SCRIPTS = {
  "rehab-calculator": "./calculator.js", "rehab-try": "../examples/small_calculator.js", "rehab-quiz": "../training/training.js",
  "rehab-claims": "../claims/claims.js",
};

for (const [name, script] of Object.entries(SCRIPTS)) {
  class Part extends HTMLElement {
    async connectedCallback() {
      (await import(script)).start(this);
    }
  }
  customElements.define(name, Part);
}
