// Copies the text of the element named by `for`, and says so.

customElements.define(
  "copy-button",
  class extends HTMLElement {
    connectedCallback() {
      this.button = this.querySelector("button");
      this.button.hidden = false;
      this.button.onclick = () => this.copy();
    }

    async copy() {
      const source = document.getElementById(this.getAttribute("for"));
      const copied = await this.write(source);
      const toasts = document.getElementById("toasts");
      toasts.textContent = copied
        ? "已复制到剪贴板。"
        : "浏览器不允许自动复制，文字已选中，请按 Ctrl+C 复制。";
      clearTimeout(this.timer);
      this.timer = setTimeout(() => toasts.replaceChildren(), 4000);
    }

    // The clipboard needs HTTPS; on a plain address selecting the text is the next best thing.
    async write(source) {
      try {
        await navigator.clipboard.writeText(source.textContent.trim());
        return true;
      } catch {
        window.getSelection().selectAllChildren(source);
        return false;
      }
    }
  },
);
