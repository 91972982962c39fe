// Search and filters: which of the rows are shown.

const ANSWER_OPTIONS = [
  ["", "Every answer"],
  ["allowed", "Allowed"],
  ["denied", "Not allowed"],
  ["open", "Depends on facts"],
];

class Bar {
  constructor(page) {
    this.page = page;
    this.search = element("input", {
      type: "search",
      id: "search",
      autocomplete: "off",
      spellcheck: "false",
      "aria-keyshortcuts": "/",
    });
    this.search.addEventListener("input", () =>
      page.set({ q: this.search.value }, { replace: true }),
    );
    this.search.addEventListener("keydown", (event) => this.key(event));
    this.answer = chooser("Answer", ANSWER_OPTIONS, (answer) => page.set({ answer }));
    const sections = [...sectionsOf(page.index)].map(([word, { text }]) => [word, text]);
    this.section = chooser("Section", [["", "Every section"], ...sections], (section) =>
      page.set({ section }),
    );
    this.differ = box(["Only rows that differ"], null, (differ) => page.set({ differ }));
    const searching = element(
      "div",
      { class: "chooser search" },
      element(
        "label",
        { for: "search" },
        "Search ",
        element("kbd", { "aria-hidden": "true" }, "/"),
      ),
      this.search,
    );
    byId("bar").append(
      searching,
      this.answer.whole,
      ...(sections.length > 0 ? [this.section.whole] : []),
      this.differ.whole,
    );
    document.addEventListener("keydown", (event) => this.shortcut(event));
  }

  key(event) {
    if (event.key !== "Escape") return;
    event.preventDefault();
    this.page.set({ q: "" }, { replace: true });
  }

  shortcut(event) {
    const typing = event.target.matches(
      "input:not([type=radio], [type=checkbox]), select, textarea",
    );
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing) return;
    event.preventDefault();
    this.search.focus();
    this.search.select();
  }

  show(state) {
    if (this.search.value !== state.q) this.search.value = state.q;
    this.answer.select.value = state.answer ?? "";
    this.section.select.value = state.section ?? "";
    for (const option of this.section.select.options) {
      option.hidden =
        option.value !== "" &&
        state.matrix !== null &&
        !option.value.startsWith(`${state.matrix}.`);
    }
    this.differ.whole.hidden = state.compare === null;
    this.differ.input.checked = state.differ;
  }
}
