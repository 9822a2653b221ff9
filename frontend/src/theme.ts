// SPDX-FileCopyrightText: labcamp contributors
// SPDX-License-Identifier: EUPL-1.2
import { mount } from "./mount";

const KEY = "labcamp-theme";
const root = document.documentElement;

function chosen(): string {
  try {
    return localStorage.getItem(KEY) ?? "auto";
  } catch {
    return "auto"; // storage refused: the system's choice holds
  }
}

function show(theme: string): void {
  if (theme === "light" || theme === "dark") root.dataset["kernTheme"] = theme;
  else delete root.dataset["kernTheme"];
}

show(chosen());

/**
 * Light, dark or what the system says; remembered in the browser, no cookie. Without this module
 * the menu stays hidden and the system decides.
 *
 * <details data-lc="theme" hidden>… <button data-theme="dark" aria-pressed="false">…</button></details>
 */
mount("theme", (menu) => {
  const buttons = [...menu.querySelectorAll<HTMLButtonElement>("button[data-theme]")];
  const mark = () => {
    for (const one of buttons) one.setAttribute("aria-pressed", String(one.dataset["theme"] === chosen()));
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      const theme = button.dataset["theme"] ?? "auto";
      try {
        localStorage.setItem(KEY, theme);
      } catch {
        // Storage refused: the choice holds for this page.
      }
      show(theme);
      mark();
    });
  }
  menu.hidden = false;
  mark();
});
