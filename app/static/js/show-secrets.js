// Shows what is typed into the password fields of its form, until it is pressed again.

customElements.define(
  "show-secrets",
  class extends HTMLElement {
    connectedCallback() {
      const button = this.querySelector("button");
      const fields = this.closest("form").querySelectorAll('input[type="password"]');
      button.hidden = false;
      button.onclick = () => {
        const isShown = button.getAttribute("aria-pressed") === "true";
        for (const field of fields) field.type = isShown ? "password" : "text";
        button.setAttribute("aria-pressed", String(!isShown));
      };
      // A browser keeps visible text in its form history; passwords must not get there.
      this.closest("form").addEventListener("submit", () => {
        for (const field of fields) field.type = "password";
      });
    }
  },
);
