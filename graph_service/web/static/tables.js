// Sorts and filters the tables of a page. Without it they stand in the order in which they were sent.

const collator = new Intl.Collator(document.documentElement.lang, { numeric: true, sensitivity: "base" });

/** What a cell is compared by: the value that it names, else its text. */
function valueOf(row, column) {
  const cell = row.cells[column];
  return cell === undefined ? "" : cell.dataset.value ?? cell.textContent.trim();
}

/** Order rows by a column; numbers before texts, what is empty last whichever way. */
function compared(a, b, direction) {
  if (a === "" || b === "") return (a === "") - (b === "");
  const numbers = [Number(a), Number(b)];
  const difference = numbers.some(Number.isNaN) ? collator.compare(a, b) : numbers[0] - numbers[1];
  return direction * difference;
}

function sortBy(table, column, direction) {
  const body = table.tBodies[0];
  const rows = [...body.rows].filter(row => !row.classList.contains("unknown"));
  const last = [...body.rows].filter(row => row.classList.contains("unknown"));
  rows.sort((a, b) => compared(valueOf(a, column), valueOf(b, column), direction));
  body.append(...rows, ...last);
}

function makeSortable(table) {
  const heads = [...table.tHead.rows[table.tHead.rows.length - 1].cells];
  heads.forEach((head, column) => {
    if (head.dataset.sort === "no" || head.textContent.trim() === "") return;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const direction = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
      heads.forEach(each => each.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
      sortBy(table, column, direction);
    });
  });
}

/** Stop at a region with the keyboard only where it holds more than it shows, and can be scrolled. */
function stopWhereItScrolls(region) {
  function update() {
    region.tabIndex = region.scrollWidth > region.clientWidth ? 0 : -1;
  }
  new ResizeObserver(update).observe(region);
}

for (const table of document.querySelectorAll("table.sorted")) makeSortable(table);
for (const region of document.querySelectorAll(".wide[tabindex]")) stopWhereItScrolls(region);
