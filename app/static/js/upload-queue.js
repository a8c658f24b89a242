// The upload queue of a clerk's browser: several files, resumable by tus, each with its state in
// words. The server makes the digests; nothing heavy runs here.

const CHUNK_BYTES = 16 * 1024 * 1024;
const RETRY_DELAYS_MS = [0, 1000, 3000, 5000, 10000, 20000, 30000];
const FIRST_LOOK_MS = 700;
const LAST_LOOK_MS = 15000;
const UNITS = ["B", "KB", "MB", "GB", "TB"];

function sizeWords(bytes) {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 2 : 1)} ${UNITS[unit]}`;
}

function timeWords(seconds) {
  if (seconds < 60) return `${Math.ceil(seconds)} 秒`;
  if (seconds < 3600) return `${Math.ceil(seconds / 60)} 分钟`;
  return `${Math.floor(seconds / 3600)} 小时 ${Math.ceil((seconds % 3600) / 60)} 分钟`;
}

function make(tag, className, text = "") {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

function button(text, label, act, kind = "btn--plain") {
  const element = make("button", `btn ${kind} btn--small`, text);
  element.type = "button";
  element.setAttribute("aria-label", label);
  element.addEventListener("click", act);
  return element;
}

// What the server's refusals mean to the person who waits.
function refusalWords(error) {
  const status = error.originalResponse?.getStatus() ?? 0;
  if (status === 0) return "网络中断，连接恢复后会自动继续。";
  if (status === 401) return "登录已过期。请在新窗口登录后，点“继续”。";
  if (status === 403) return "您没有上传资料的权限，请联系本单位内勤。";
  if (status === 404 || status === 410) return "这次上传已经过期，请点“继续”重新上传。";
  if (status === 413) return "文件超过允许的大小，请联系系统管理员。";
  if (status === 423) return "同一文件正在另一个窗口上传，请关闭那个窗口后点“继续”。";
  if (status === 507) return "服务器存储空间不足，已收到的内容完好保存，请通知系统管理员。";
  return "服务器暂时没有接受，请稍后点“继续”。";
}

class QueueItem {
  constructor(file, queue) {
    this.file = file;
    this.queue = queue;
    this.build();
    this.upload = new window.tus.Upload(file, {
      endpoint: queue.dataset.endpoint,
      chunkSize: CHUNK_BYTES,
      retryDelays: RETRY_DELAYS_MS,
      removeFingerprintOnSuccess: true,
      metadata: { filename: file.name, filetype: file.type || "application/octet-stream" },
      onProgress: (sent, total) => this.progress(sent, total),
      onError: (error) => this.failed(error),
      onSuccess: ({ lastResponse }) => this.done(lastResponse.getHeader("Liuhen-Recording")),
      onShouldRetry: (error) => [0, 409, 423, 429, 500, 502, 503, 504].includes(
        error.originalResponse?.getStatus() ?? 0,
      ),
    });
    this.start();
  }

  build() {
    this.row = make("li", "queue__item");
    const name = make("span", "queue__name", this.file.name);
    name.append(" ", make("span", "queue__size", sizeWords(this.file.size)));
    this.bar = make("progress", "queue__bar");
    this.bar.max = this.file.size || 1;
    this.bar.value = 0;
    this.bar.setAttribute("aria-label", `${this.file.name} 的上传进度`);
    this.words = make("span", "queue__state");
    this.buttons = make("span", "queue__buttons");
    this.row.append(name, this.buttons, this.bar, this.words);
  }

  say(state, text) {
    this.state = state;
    this.row.dataset.state = state;
    this.words.textContent = text;
    const { name } = this.file;
    const controls = {
      sending: [button("暂停", `暂停 ${name}`, () => this.pause()), this.cancelButton()],
      paused: [button("继续", `继续 ${name}`, () => this.start()), this.cancelButton()],
      failed: [button("继续", `继续 ${name}`, () => this.start()), this.cancelButton()],
      done: [],
      cancelled: [],
    }[state];
    if (this.shownState !== state) {
      const held = this.buttons.contains(document.activeElement);
      this.buttons.replaceChildren(...controls);
      this.shownState = state;
      if (held) this.buttons.querySelector("button")?.focus();
    }
  }

  cancelButton() {
    return button("取消", `取消 ${this.file.name}`, () => this.cancel(), "btn--danger");
  }

  async start() {
    this.say("sending", "正在连接……");
    this.startedAt = performance.now();
    this.startedFrom = null;
    const previous = await this.upload.findPreviousUploads();
    if (previous.length > 0 && this.upload.url === null) {
      this.upload.resumeFromPreviousUpload(previous[0]);
    }
    this.upload.start();
  }

  progress(sent, total) {
    if (this.state !== "sending") return;
    this.startedFrom ??= sent;
    this.bar.value = sent;
    if (sent === total) {
      this.say("sending", "已全部发出，等待服务器确认……");
      return;
    }
    const seconds = (performance.now() - this.startedAt) / 1000;
    const speed = (sent - this.startedFrom) / Math.max(seconds, 0.5);
    const percent = Math.floor((100 * sent) / (total || 1));
    const rest = speed > 0 ? `，约剩 ${timeWords((total - sent) / speed)}` : "";
    this.say("sending", `已传 ${percent}%，${sizeWords(speed)}/秒${rest}`);
  }

  async pause() {
    await this.upload.abort();
    this.say("paused", "已暂停，已传的部分会保留。");
  }

  failed(error) {
    this.say("failed", refusalWords(error));
    this.queue.announce(`${this.file.name}：${refusalWords(error)}`);
  }

  async cancel() {
    const isKnown = this.upload.url !== null;
    const isGone = await this.upload.abort(isKnown).then(() => isKnown, () => false);
    this.say(
      "cancelled",
      isGone
        ? "已取消，服务器不再保留这次上传的内容。"
        : "已停止上传。服务器上未传完的部分到期后自动清除。",
    );
  }

  done(recording) {
    this.bar.value = this.bar.max;
    this.tell("已完整收到，服务器正在校验。");
    this.queue.announce(`${this.file.name} 已完整收到。`);
    if (recording) this.follow(recording);
  }

  tell(text) {
    this.say("done", text);
    const link = make("a", "", "查看回执");
    link.href = this.queue.dataset.list;
    this.words.append(" ", link);
  }

  // Ask for the receipt until the server has settled what the file is; the page may stay open.
  async follow(recording) {
    for (let wait = FIRST_LOOK_MS; this.row.isConnected; wait = Math.min(wait * 1.5, LAST_LOOK_MS)) {
      await new Promise((resolve) => { setTimeout(resolve, wait); });
      const receipt = await this.receiptOf(recording);
      if (receipt === null || ["received", "sealed"].includes(receipt.state)) continue;
      const words = this.queue.getAttribute(`data-receipt-${receipt.state}`);
      this.tell([words, ...receipt.findings.map((finding) => finding.text)].join(" "));
      this.queue.announce(`${this.file.name}：${words}`);
      return;
    }
  }

  async receiptOf(recording) {
    try {
      const headers = { "Liuhen-Background": "1" };
      const answer = await fetch(`/api/recordings/${recording}`, { headers });
      return answer.ok ? await answer.json() : null;
    } catch {
      return null;
    }
  }
}

customElements.define(
  "upload-queue",
  class extends HTMLElement {
    connectedCallback() {
      this.items = [];
      this.querySelector(".js-off-note").hidden = true;
      this.drop = this.querySelector(".drop");
      this.drop.hidden = false;
      this.list = this.querySelector(".queue");
      const pick = this.querySelector("input[type=file]");
      pick.addEventListener("change", () => {
        this.add(pick.files);
        pick.value = "";
      });
      this.acceptDrops();
      this.onOnline = () => this.items.filter((item) => item.state === "failed").forEach((item) => item.start());
      this.onLeave = (event) => {
        if (this.items.some((item) => item.state === "sending")) event.preventDefault();
      };
      window.addEventListener("online", this.onOnline);
      window.addEventListener("beforeunload", this.onLeave);
      this.remember();
    }

    disconnectedCallback() {
      window.removeEventListener("online", this.onOnline);
      window.removeEventListener("beforeunload", this.onLeave);
    }

    acceptDrops() {
      const over = (isOver) => (event) => {
        event.preventDefault();
        this.drop.classList.toggle("is-over", isOver);
      };
      this.drop.addEventListener("dragover", over(true));
      this.drop.addEventListener("dragleave", over(false));
      this.drop.addEventListener("drop", (event) => {
        over(false)(event);
        this.add(event.dataTransfer.files);
      });
    }

    add(files) {
      for (const file of files) {
        if (file.size > Number(this.dataset.maxBytes)) {
          this.announce(`${file.name} 超过允许的大小，没有加入队列。`);
          this.show(make("li", "queue__item", `${file.name} 超过允许的大小，没有上传。`));
          continue;
        }
        this.forget(file.name);
        const item = new QueueItem(file, this);
        this.items.push(item);
        this.show(item.row);
      }
    }

    show(row) {
      this.list.hidden = false;
      this.list.append(row);
    }

    // A page cannot reopen a file after a reload; the person must pick it again.
    async remember() {
      const previous = await window.tus.defaultOptions.urlStorage.findAllUploads();
      for (const { metadata, size, urlStorageKey } of previous) {
        const row = make("li", "queue__item");
        row.dataset.waiting = metadata.filename;
        const text = `上次没有传完。请重新选择同一文件（${sizeWords(size ?? 0)}），将从断开处继续。`;
        row.append(make("span", "queue__name", metadata.filename));
        const buttons = make("span", "queue__buttons");
        buttons.append(button("不再上传", `不再上传 ${metadata.filename}`, () => {
          window.tus.defaultOptions.urlStorage.removeUpload(urlStorageKey);
          row.remove();
        }));
        row.append(buttons, make("span", "queue__state", text));
        this.show(row);
      }
    }

    forget(name) {
      this.list.querySelectorAll("[data-waiting]").forEach((row) => {
        if (row.dataset.waiting === name) row.remove();
      });
    }

    announce(text) {
      this.querySelector('[data-show="news"]').textContent = text;
    }
  },
);
