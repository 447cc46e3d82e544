/* Lists records while somebody types into a field that refers to one; the button beside it does the same without. */
const PAUSE_MS = 250;
const LEAST_SIGNS = 2;

function listFor(input) {
  const list = document.createElement("ul");
  list.id = `${input.id}-choices`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0].textContent);
  list.hidden = true;
  input.parentElement.append(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  return list;
}

function makeChoosable(input) {
  const list = listFor(input);
  let timer = 0;
  let latest = 0;
  let active = -1;
  const options = () => [...list.querySelectorAll("[data-id]")];

  function close() {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function take(option) {
    input.value = option.dataset.id;
    close();
  }

  function mark(index) {
    const all = options();
    if (!all.length) return;
    active = (index + all.length) % all.length;
    all.forEach((option, i) => option.setAttribute("aria-selected", String(i === active)));
    input.setAttribute("aria-activedescendant", all[active].id);
    all[active].scrollIntoView({ block: "nearest" });
  }

  async function look() {
    const number = ++latest;
    const query = new URLSearchParams({ kind: input.dataset.choose, query: input.value.trim() });
    const answer = await fetch(`/find/choices?${query}`, { headers: { Accept: "text/html" } });
    if (!answer.ok || number !== latest || document.activeElement !== input) return;
    const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
    list.replaceChildren(...parsed.body.children);
    for (const [i, option] of options().entries()) option.id = `${list.id}-${i}`;
    active = -1;
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    if (input.value.trim().length >= LEAST_SIGNS) {
      timer = setTimeout(look, PAUSE_MS);
      return;
    }
    latest += 1;
    close();
  });
  input.addEventListener("keydown", event => {
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      mark(active + (event.key === "ArrowDown" ? 1 : -1));
      event.preventDefault();
    } else if (event.key === "Enter" && active >= 0) {
      take(options()[active]);
      event.preventDefault();
    } else if (event.key === "Escape") close();
  });
  list.addEventListener("mousedown", event => {
    const option = event.target.closest("[data-id]");
    if (option) take(option);
    event.preventDefault();
  });
  input.addEventListener("blur", close);
}

for (const input of document.querySelectorAll("input[data-choose]")) makeChoosable(input);
