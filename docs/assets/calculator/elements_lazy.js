// The parts of a page that need a script: form, small calculators, quiz, choosers, files of claims. Each is loaded only where it is.

const SCRIPTS = {
  "rehab-calculator": "./calculator.js",
  "rehab-try": "../examples/small_calculator.js",
  "rehab-quiz": "../training/training.js",
  "rehab-chooser": "../choosers/one_at_a_time.js",
  "rehab-note-cards": "../codes/note_cards.js",
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
