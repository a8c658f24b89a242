// Tries, on request, what recording and offline work will need, and says what to do where it fails.

const KNOWN = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
const PATIENCE_MS = 15000;

async function opensDevice(kind) {
  const stream = await navigator.mediaDevices.getUserMedia({ [kind]: true });
  const [track] = stream.getTracks();
  const isLive = track.readyState === "live";
  track.stop();
  return isLive;
}

async function startsWorker(script, scope) {
  const registration = await navigator.serviceWorker.register(script, { scope, updateViaCache: "none" });
  const worker = registration.installing ?? registration.waiting ?? registration.active;
  if (worker.state !== "activated") {
    await new Promise((resolve, reject) => {
      worker.addEventListener("statechange", () => {
        if (worker.state === "activated") resolve();
        if (worker.state === "redundant") reject(new Error("redundant"));
      });
    });
  }
  return true;
}

async function digestsRightly() {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode("abc"));
  const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0"));
  return hex.join("") === KNOWN;
}

// Whoever leaves the browser's question unanswered gets an answer here all the same.
function within(milliseconds, promise) {
  return Promise.race([
    promise,
    new Promise((_, reject) => setTimeout(() => reject(new Error("timeout")), milliseconds)),
  ]);
}

customElements.define(
  "device-check",
  class extends HTMLElement {
    connectedCallback() {
      this.button = this.querySelector("button");
      this.state = this.querySelector("[role=status]");
      this.state.textContent = "按“开始检测”，浏览器询问时请选“允许”。";
      this.button.hidden = false;
      this.button.onclick = () => this.run();
    }

    async run() {
      this.button.disabled = true;
      this.state.textContent = "正在检测……";
      const { worker, reach } = this.dataset;
      const checks = {
        secure: async () => window.isSecureContext && location.protocol === "https:",
        camera: () => within(PATIENCE_MS, opensDevice("video")),
        microphone: () => within(PATIENCE_MS, opensDevice("audio")),
        worker: () => within(PATIENCE_MS, startsWorker(worker, reach)),
        digest: digestsRightly,
      };
      let failed = 0;
      for (const [key, check] of Object.entries(checks)) {
        const passed = await check().catch(() => false);
        failed += passed ? 0 : 1;
        this.show(key, passed);
      }
      this.state.textContent = failed
        ? `有 ${failed} 项没有通过，请按各项的说明处理后重新检测。`
        : "全部通过，本机可以使用。";
      this.button.textContent = "重新检测";
      this.button.disabled = false;
    }

    show(key, passed) {
      const item = this.querySelector(`[data-check="${key}"]`);
      const tag = item.querySelector(".tag");
      tag.className = passed ? "tag tag--ready" : "tag tag--danger";
      tag.textContent = passed ? "通过" : "未通过";
      item.querySelector(".check__need").hidden = passed;
    }
  },
);
