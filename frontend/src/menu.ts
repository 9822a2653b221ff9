// SPDX-FileCopyrightText: labcamp contributors
// SPDX-License-Identifier: EUPL-1.2
import { mount } from "./mount";

/**
 * A menu of details that closes on Escape, on a click elsewhere and when the focus leaves. Without
 * this module it opens and closes by its summary.
 *
 * <details data-lc="menu"><summary>…</summary>…</details>
 */
mount("menu", (element) => {
  if (!(element instanceof HTMLDetailsElement)) return;
  const menu = element;
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget instanceof Node && !menu.contains(event.relatedTarget)) menu.open = false;
  });
  document.addEventListener("click", (event) => {
    if (event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
  });
});
