// SPDX-FileCopyrightText: labcamp contributors
// SPDX-License-Identifier: EUPL-1.2
// Takes from KERN's style sheet the components, icons and tokens that are used, and nothing else.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import postcss from "postcss";

const FALLBACK = /var\(\s*(--[\w-]+)\s*,\s*[^()]*\)/g;
const CLASS = /\.(kern-[\w-]+)/g;

/** The wanted rules of KERN, without fallbacks and without tokens nothing refers to. */
export async function rulesOfKern(folder) {
  const wanted = JSON.parse(await readFile(join(folder, "kern.json"), "utf8"));
  const path = join(folder, "node_modules/@kern-ux/native/dist/kern.css");
  const sheet = postcss.parse(await readFile(path, "utf8"));
  sheet.walkComments((comment) => comment.remove());
  sheet.walkAtRules(/font-face|charset/, (rule) => rule.remove());
  sheet.walkRules((rule) => {
    if (rule.parent.type === "atrule" && rule.parent.name === "keyframes") return;
    rule.selectors = rule.selectors.filter((selector) => keeps(selector, wanted));
    if (rule.selectors.length === 0 || !rule.selector) rule.remove();
  });
  sheet.walkDecls(/^-webkit-mask/, (declaration) => declaration.remove());
  sheet.walkDecls((declaration) => {
    declaration.value = declaration.value.replace(FALLBACK, "var($1)");
  });
  dropUnusedTokens(sheet, await ours(folder));
  sheet.walkAtRules((rule) => {
    if (rule.nodes && rule.nodes.length === 0) rule.remove();
  });
  return sheet.toString();
}

async function ours(folder) {
  const names = await readdir(join(folder, "css"));
  const texts = await Promise.all(names.sort().map((name) => readFile(join(folder, "css", name), "utf8")));
  return texts.join("\n");
}

/** A selector stays when it names tokens, or only classes of the wanted components and icons. */
function keeps(selector, wanted) {
  const classes = [...selector.matchAll(CLASS)].map((match) => match[1]);
  if (classes.some((name) => wanted.without.includes(name))) return false;
  if (classes.length === 0) return /^(:root|\[data-kern-theme|:is\(body)/.test(selector.trim()) || /^:is/.test(selector);
  return classes.every((name) => {
    if (/^kern-(light|dark|layer|level-\d)$/.test(name)) return selector.includes(":is(body");
    const icon = /^kern-icon--([\w-]+)$/.exec(name);
    if (icon) return wanted.icons.includes(icon[1]);
    return wanted.classes.some((known) => name === known || name.startsWith(`${known}-`) || name.startsWith(`${known}_`));
  });
}

/** Removes custom properties until every one that is left is referred to. */
function dropUnusedTokens(sheet, more) {
  for (;;) {
    const used = new Set([...more.matchAll(/var\((--[\w-]+)/g)].map((match) => match[1]));
    sheet.walkDecls((declaration) => {
      for (const match of declaration.value.matchAll(/var\((--[\w-]+)/g)) used.add(match[1]);
    });
    let dropped = 0;
    sheet.walkDecls(/^--/, (declaration) => {
      if (used.has(declaration.prop)) return;
      declaration.remove();
      dropped += 1;
    });
    sheet.walkRules((rule) => {
      if (rule.nodes.length === 0) rule.remove();
    });
    if (dropped === 0) return;
  }
}
