// Exists so that a terminal can show that it runs workers. It keeps nothing and answers nothing.

self.addEventListener("install", () => self.skipWaiting());
