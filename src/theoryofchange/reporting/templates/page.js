"use strict";

const byNumber = (texts) => texts.every((text) => text === "" || !Number.isNaN(Number(text)));

function sortBy(table, header, position) {
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const key = (row) => row.cells[position].dataset.sort ?? row.cells[position].textContent;
  const numeric = byNumber(rows.map(key));
  const turn = header.getAttribute("aria-sort") === "ascending" ? -1 : 1;
  const compare = (a, b) => (numeric ? Number(a) - Number(b) : a.localeCompare(b, document.documentElement.lang, { numeric: true }));
  rows.sort((a, b) => {
    const [left, right] = [key(a), key(b)];
    if (left === "" || right === "") return (left === "") - (right === "");
    return turn * compare(left, right);
  });
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  header.setAttribute("aria-sort", turn === 1 ? "ascending" : "descending");
  body.append(...rows);
}

for (const table of document.querySelectorAll(".toc-table:not(.toc-matrix, .toc-grid)")) {
  if (table.tBodies[0].rows.length < 3) continue;
  Array.from(table.tHead.rows[0].cells).forEach((header, position) => {
    if (!header.textContent.trim()) return;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...header.childNodes);
    button.addEventListener("click", () => sortBy(table, header, position));
    header.append(button);
  });
}

for (const drawing of document.querySelectorAll(".toc-layers")) {
  const edges = Array.from(drawing.querySelectorAll(".toc-edge"));
  const nodes = Array.from(drawing.querySelectorAll(".toc-node"));
  const trace = (node) => {
    const near = new Set([node.dataset.node]);
    for (const edge of edges) {
      const { source, target } = edge.dataset;
      const touches = source === node.dataset.node || target === node.dataset.node;
      edge.classList.toggle("toc-near", touches);
      if (touches) near.add(source).add(target);
    }
    for (const other of nodes) other.classList.toggle("toc-near", near.has(other.dataset.node));
    drawing.classList.add("toc-traced");
  };
  const clear = () => {
    drawing.classList.remove("toc-traced");
    for (const part of [...edges, ...nodes]) part.classList.remove("toc-near");
  };
  const frame = drawing.parentElement;
  const ends = nodes.filter((node) => node.classList.contains("toc-goal")).map((node) => node.getBoundingClientRect().right);
  if (ends.length) frame.scrollLeft = Math.min(...ends) - frame.getBoundingClientRect().right + 16;
  for (const node of nodes) {
    node.addEventListener("mouseenter", () => trace(node));
    node.addEventListener("mouseleave", clear);
    node.addEventListener("focus", () => trace(node));
    node.addEventListener("blur", clear);
  }
}

const fitted = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const wide = target.scrollWidth > target.clientWidth;
    target.setAttribute("role", wide ? "region" : "group");
    if (wide) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});
for (const frame of document.querySelectorAll(".toc-scroll")) fitted.observe(frame);

const links = new Map(
  Array.from(document.querySelectorAll(".contents a"), (link) => [decodeURIComponent(link.hash.slice(1)), link]),
);
const seen = new Set();
const watcher = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) seen[entry.isIntersecting ? "add" : "delete"](entry.target.id);
    const current = Array.from(links.keys()).find((id) => seen.has(id));
    if (current === undefined) return;
    for (const [id, link] of links) {
      if (id === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  },
  { rootMargin: "-15% 0px -70% 0px" },
);
for (const section of document.querySelectorAll("main > section")) watcher.observe(section);

const opened = [];
addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("details:not([open])")) {
    details.open = true;
    opened.push(details);
  }
});
addEventListener("afterprint", () => {
  for (const details of opened.splice(0)) details.open = false;
});
