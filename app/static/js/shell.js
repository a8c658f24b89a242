// What every page needs: problems of the network said in words, and two small buttons.

const WARN_BEFORE_MINUTES = 2;
const alerts = () => document.getElementById("alerts");

function showProblem(text) {
  const box = document.createElement("div");
  box.className = "notice notice--danger";
  const title = document.createElement("p");
  title.className = "notice__title";
  title.textContent = text;
  box.append(title);
  alerts()?.replaceChildren(box);
}

// The server names a place for its error text with HX-Retarget; anything else that is not a
// success (a proxy's page, say) must not be painted into a part of the page.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, target, requestConfig } = event.detail;
  const { version } = target.dataset;
  if (version && xhr.response.includes(`data-version="${version}"`)) {
    // Nothing has changed: leave the rows, their pictures and the reader's focus alone.
    event.detail.shouldSwap = false;
  }
  if (requestConfig.elt.getAttribute("hx-get") === "" && requestConfig.path !== location.href) {
    // A page that refreshes by itself asked for the address of that moment. Somebody has narrowed
    // the list or done something meanwhile, so this answer is older than what is shown.
    event.detail.shouldSwap = false;
  }
  if (xhr.status >= 400 && xhr.getResponseHeader("HX-Retarget")) {
    event.detail.shouldSwap = true;
  }
});

// Open filters stay out of the address, so that it can be read and shared.
document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb !== "get") return;
  for (const [name, value] of [...event.detail.formData.entries()]) {
    if (value === "") event.detail.formData.delete(name);
  }
});

document.addEventListener("htmx:responseError", (event) => {
  if (!event.detail.xhr.getResponseHeader("HX-Retarget")) {
    showProblem("系统暂时没有回应，页面内容可能不是最新的。请稍后刷新；如果一直如此，请联系系统管理员。");
  }
});

document.addEventListener("htmx:sendError", () => {
  showProblem("网络连接中断，页面内容可能不是最新的。连接恢复后请刷新页面。");
});

document.addEventListener("htmx:afterOnLoad", (event) => {
  if (event.detail.xhr.status < 400) alerts()?.replaceChildren();
});

// What takes long says that it is under way: five thousand recordings are not put back at once. The
// browser shows that for a page that it leaves, and nothing for a part of one.
const UNDER_WAY = "正在办理，请稍候……";
const NOTICED_AFTER_MS = 600;
let noticing;

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.requestConfig.headers["Liuhen-Background"]) return;
  clearTimeout(noticing);
  noticing = setTimeout(() => {
    document.getElementById("toasts").textContent = UNDER_WAY;
  }, NOTICED_AFTER_MS);
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.requestConfig.headers["Liuhen-Background"]) return;
  clearTimeout(noticing);
  const toasts = document.getElementById("toasts");
  if (toasts.textContent === UNDER_WAY) toasts.replaceChildren();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector(".menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

customElements.define(
  "print-button",
  class extends HTMLElement {
    connectedCallback() {
      const button = this.querySelector("button");
      button.hidden = false;
      button.onclick = () => window.print();
    }
  },
);

// Words about what only happens by itself; without scripts it would not.
customElements.define(
  "live-only",
  class extends HTMLElement {
    connectedCallback() {
      this.hidden = false;
    }
  },
);

// Says in time that the sign-in will end, because what was typed and not sent would be lost. Only
// requests that a person causes put the end off; what a page asks by itself does not.
customElements.define(
  "idle-warning",
  class extends HTMLElement {
    connectedCallback() {
      this.start();
      document.addEventListener("htmx:afterRequest", (event) => {
        if (!event.detail.requestConfig.headers["Liuhen-Background"]) this.start();
      });
    }

    start() {
      clearTimeout(this.timer);
      const minutes = Math.max(this.getAttribute("minutes") - WARN_BEFORE_MINUTES, 0);
      this.timer = setTimeout(() => this.warn(), minutes * 60_000);
    }

    warn() {
      showProblem("已有较长时间没有操作，大约 2 分钟后将自动退出登录。请尽快提交或保存已填写的内容。");
    }
  },
);

// The key "/" leads to the box of the search, from every page that has no such box itself.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const link = document.querySelector('nav a[href="/search"]');
  if (!link || document.querySelector("search-box")) return;
  event.preventDefault();
  location.assign(`${link.href}#q`);
});
