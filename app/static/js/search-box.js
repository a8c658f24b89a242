// The key "/" goes to the box, as in most programs; the button beside it says so and does the same.

customElements.define(
  "search-box",
  class extends HTMLElement {
    connectedCallback() {
      this.input = this.querySelector("input");
      const button = this.querySelector("button");
      button.hidden = false;
      button.onclick = () => this.begin();
      this.onKey = (event) => this.press(event);
      document.addEventListener("keydown", this.onKey);
    }

    disconnectedCallback() {
      document.removeEventListener("keydown", this.onKey);
    }

    press(event) {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
      // Whoever is typing means the character.
      if (event.target.closest("input, textarea, select, [contenteditable]")) return;
      event.preventDefault();
      this.begin();
    }

    begin() {
      this.input.focus();
      this.input.select();
    }
  },
);
