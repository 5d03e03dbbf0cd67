// The keyboard: / search, j k rows, n p next and previous, ? help. Every page works without this file.
"use strict";

(() => {
  const KEPT = "keys-off";
  const help = document.getElementById("keys");
  const button = document.getElementById("keys-button");
  const off = document.getElementById("keys-off");

  const isOff = () => {
    try { return localStorage.getItem(KEPT) === "1"; } catch { return off?.checked ?? false; }
  };
  const keep = (value) => {
    try { localStorage.setItem(KEPT, value ? "1" : "0"); } catch { /* the box itself keeps it for this page */ }
  };

  const rows = () => [...document.querySelectorAll(".row")];

  const move = (step) => {
    const all = rows();
    const at = all.findIndex((row) => row.contains(document.activeElement));
    const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step];
    next?.querySelector("a[href]")?.focus();
  };

  const follow = (relation) => {
    const link = document.querySelector(`main a[rel~="${relation}"]`);
    link?.click();
    return Boolean(link);
  };

  // The changes of a comparison come before the next comparison; before the first one, the previous comparison.
  const change = (step) => {
    const all = [...document.querySelectorAll("[data-change]")];
    const at = all.findIndex((one) => one.contains(document.activeElement));
    const next = at < 0 && step < 0 ? undefined : all[at + step];
    if (!next) return false;
    next.tabIndex = -1;
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "center" });
    return true;
  };

  // What these keys give while a Chinese input method is on.
  const SAME = { "？": "?", "／": "/", "、": "/" };

  const actions = {
    "/": () => document.getElementById("words")?.focus(),
    j: () => move(1),
    k: () => move(-1),
    n: () => change(1) || follow("next"),
    p: () => change(-1) || follow("prev") || follow("first"),
    "?": () => help?.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    const typing = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]");
    const other = event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.defaultPrevented;
    if (other || typing || help?.open || isOff()) return;
    const key = SAME[event.key] ?? event.key;
    const action = Object.hasOwn(actions, key) ? actions[key] : undefined;
    if (!action) return;
    event.preventDefault();
    action();
  });

  if (help && button && off) {
    button.hidden = false;
    button.addEventListener("click", () => help.showModal());
    off.checked = isOff();
    off.addEventListener("change", () => keep(off.checked));
  }
})();
