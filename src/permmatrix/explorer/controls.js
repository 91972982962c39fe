// The controls: made once, and set to what the state says whenever it changes.

let numbered = 0;

// One of a few: a group of radio buttons, or of boxes where several can be chosen.
class Choice {
  constructor({ legend, hint, language, options, change }) {
    numbered += 1;
    this.name = `choice-${numbered}`;
    this.change = change;
    this.options = options.map(([value, label, about]) => this.option(value, label, about, language));
    const described = hint.length > 0 ? `${this.name}-hint` : null;
    this.whole = element(
      "fieldset", { class: "choice", "aria-describedby": described },
      element("legend", {}, ...nodes(legend, language)),
      described ? element("p", { class: "hint", id: described }, ...nodes(hint, language)) : null,
      element("div", { class: "options" }, ...this.options.map((it) => it.whole)),
    );
  }

  option(value, label, about, language) {
    const input = element("input", { type: "radio", name: this.name, value });
    input.addEventListener("change", () => this.change(this.chosen()));
    const whole = element("label", { title: about }, input, element("span", { dir: "auto", lang: language }, label));
    return { value, input, whole };
  }

  chosen() {
    return this.options.filter((it) => it.input.checked).map((it) => it.value);
  }

  show(values, several = false) {
    for (const { value, input } of this.options) {
      input.type = several ? "checkbox" : "radio";
      input.checked = values.includes(value);
    }
  }
}

function box(label, language, change) {
  const input = element("input", { type: "checkbox" });
  input.addEventListener("change", () => change(input.checked));
  return { input, whole: element("label", { class: "box" }, input, element("span", {}, ...nodes(label, language))) };
}

function chooser(label, options, change) {
  numbered += 1;
  const id = `choice-${numbered}`;
  const select = element("select", { id });
  const put = (place, [value, text]) => place.append(element("option", { value }, text));
  for (const it of options) {
    if (it.group) {
      const group = element("optgroup", { label: it.group });
      it.options.forEach((option) => put(group, option));
      select.append(group);
    } else {
      put(select, it);
    }
  }
  select.addEventListener("change", () => change(select.value || null));
  return { select, whole: element("div", { class: "chooser" }, element("label", { for: id }, label), select) };
}

const FACTS = [["yes", "Yes"], ["no", "No"], ["", "Not known"]];
const ANSWER_OPTIONS = [["", "Every answer"], ["allowed", "Allowed"], ["denied", "Not allowed"], ["open", "Depends on facts"]];

// Everything that is picked about who asks and what is known.
class Controls {
  constructor(page) {
    this.page = page;
    this.index = page.index;
    this.words = page.words;
    const { told } = this.index;
    this.matrix = chooser("Matrix", [["", "All"], ...told.matrices.map((it) => [it.id, it.title])], (matrix) => page.set({ matrix, section: null }));
    this.tools = told.tools.map((tool) => [tool, this.tool(tool)]);
    this.several = box(["Several levels at once"], null, (several) => page.set({ several, levels: this.kept(several) }));
    this.granular = [...this.index.granular].map(([key, it]) => [key, this.permission(key, it)]);
    this.facts = told.conditions.map((it) => [it.id, this.fact(it)]);
    this.platform = chooser("Platform", [["", "Any"], ...told.platforms], (platform) => page.set({ platform }));
    this.compare = chooser("Compare with", [["", "Nothing"], ...told.tools.map((tool) => this.others(tool))], (value) =>
      page.set({ compare: value ? value.split(".") : null, differ: false }));
    this.place();
  }

  place() {
    const { told } = this.index;
    this.levelsPart = this.part("Level", ...this.tools.map(([, it]) => it.whole), this.several.whole);
    this.granularPart = this.part("Granular permissions", ...this.granular.map(([, it]) => it.whole));
    this.factsPart = this.part("Facts", ...this.facts.map(([, it]) => it.whole));
    this.rest = element("div", { class: "rest" }, this.compare.whole, told.platforms.length > 0 ? this.platform.whole : null);
    this.unread = element("p", { class: "hint" });
    const again = element("button", { type: "button" }, "Start over");
    again.addEventListener("click", () => this.page.restart());
    this.link = new CopyLink();
    byId("controls").append(
      ...(told.matrices.length > 1 ? [this.matrix.whole] : []),
      this.levelsPart, this.rest, this.factsPart, this.granularPart, this.unread,
      element("div", { class: "buttons" }, again, this.link.button), this.link.rest,
    );
  }

  part(heading, ...children) {
    return element("section", { class: "controls-part" }, element("h2", {}, heading), ...children);
  }

  tool(tool) {
    const follow = tool.levels.filter((level) => level.held_when && !level.handed_out);
    const hint = follow.length === 0 ? [] : [...listed(follow.map((it) => [title(it.title)]), "and"), follow.length === 1 ? " follows from facts." : " follow from facts."];
    const levels = tool.levels.filter((level) => level.handed_out);
    return new Choice({
      legend: ["On ", title(tool.title)],
      hint,
      language: this.page.language,
      options: [
        ...(pickable(tool).includes("") ? [["", "No level"]] : []),
        ...levels.map((level) => [level.id, level.title, level.description]),
      ],
      change: (chosen) => this.page.set({ levels: { ...this.page.state.levels, [tool.id]: this.taken(tool, chosen) } }),
    });
  }

  // «No level» goes with no other, and the default alone is as good as nothing picked.
  taken(tool, chosen) {
    const levels = chosen.filter((it) => it !== "");
    return levels.length === 1 && levels[0] === tool.default ? [] : levels;
  }

  // One level of each tool, unless several are held at once.
  kept(several) {
    const { levels } = this.page.state;
    if (several) return levels;
    return Object.fromEntries(Object.entries(levels).map(([tool, held]) => [tool, held.slice(-1)]));
  }

  permission(key, it) {
    const tool = this.index.tools.get(it.tool);
    const where = this.index.tools.size > 1 ? [element("span", { class: "hint on-tool" }, ` on ${tool.title}`)] : [];
    const made = box([title(it.title)], this.page.language, (held) => {
      const granular = new Set(this.page.state.granular);
      if (held) granular.add(key);
      else granular.delete(key);
      this.page.set({ granular });
    });
    made.whole.lastChild.append(...where);
    return made;
  }

  fact(condition) {
    return new Choice({
      legend: [title(condition.title)],
      hint: [title(condition.description ?? condition.decided)],
      language: this.page.language,
      options: FACTS,
      change: ([value]) => {
        const facts = { ...this.page.state.facts };
        delete facts[condition.id];
        if (value) facts[condition.id] = value === "yes";
        this.page.set({ facts });
      },
    });
  }

  others(tool) {
    const levels = tool.levels.filter((level) => level.handed_out);
    return { group: `On ${tool.title}`, options: levels.map((it) => [`${tool.id}.${it.id}`, it.title]) };
  }

  show(state, read) {
    this.matrix.select.value = state.matrix ?? "";
    this.several.input.checked = state.several;
    this.platform.select.value = state.platform ?? "";
    this.compare.select.value = state.compare?.join(".") ?? "";
    for (const [tool, choice] of this.tools) {
      choice.whole.hidden = !read.tools.has(tool.id);
      const levels = given(tool, state);
      choice.show(state.several ? levels : [picked(tool, state)], state.several);
      for (const { value, whole } of choice.options) if (value === "") whole.hidden = state.several;
    }
    for (const [key, it] of this.granular) {
      it.input.checked = state.granular.has(key);
      it.whole.hidden = !read.granular.has(key);
    }
    for (const [id, choice] of this.facts) {
      const value = state.facts[id];
      choice.whole.hidden = !read.conditions.has(id);
      choice.show([value === undefined ? "" : value ? "yes" : "no"]);
    }
    const tools = new Set([...read.granular].map((key) => key.split(".")[0]));
    this.granularPart.classList.toggle("one-tool", tools.size < 2);
    this.granularPart.hidden = this.granular.every(([, it]) => it.whole.hidden);
    this.factsPart.hidden = this.facts.every(([, it]) => it.whole.hidden);
    const idle = this.granular.filter(([, it]) => it.whole.hidden).length;
    say(this.unread, idle > 0 ? [`${idle} granular ${idle === 1 ? "permission decides" : "permissions decide"} nothing here.`] : []);
  }
}

// Copies the address; where that is not permitted, shows it to be copied by hand.
class CopyLink {
  constructor() {
    this.button = element("button", { type: "button" }, "Copy link");
    this.field = element("input", { type: "text", readonly: true, "aria-label": "Link to this state" });
    this.told = element("span", { role: "status", class: "hint" });
    this.rest = element("div", { class: "link" }, this.told, this.field);
    this.field.hidden = true;
    this.button.addEventListener("click", () => this.copy());
  }

  async copy() {
    try {
      await navigator.clipboard.writeText(location.href);
      this.tell("The link was copied.");
    } catch {
      this.byHand();
    }
  }

  byHand() {
    this.field.hidden = false;
    this.field.value = location.href;
    this.field.focus();
    this.field.select();
    const done = document.execCommand("copy");
    this.tell(done ? "The link was copied." : "Copy the link from here:");
    this.field.hidden = done;
    if (done) this.button.focus();
  }

  tell(text) {
    this.told.textContent = text;
  }

  // What was copied is of another state by now.
  forget() {
    this.told.textContent = "";
    this.field.hidden = true;
  }
}

// Search and filters.
class Bar {
  constructor(page) {
    this.page = page;
    this.search = element("input", { type: "search", id: "search", autocomplete: "off", spellcheck: "false", "aria-keyshortcuts": "/" });
    this.search.addEventListener("input", () => page.set({ q: this.search.value }, { replace: true }));
    this.search.addEventListener("keydown", (event) => this.key(event));
    this.answer = chooser("Answer", ANSWER_OPTIONS, (answer) => page.set({ answer }));
    const sections = [...sectionsOf(page.index)].map(([word, { text }]) => [word, text]);
    this.section = chooser("Section", [["", "Every section"], ...sections], (section) => page.set({ section }));
    this.differ = box(["Only rows that differ"], null, (differ) => page.set({ differ }));
    const searching = element("div", { class: "chooser search" }, element("label", { for: "search" }, "Search"), this.search);
    byId("bar").append(searching, this.answer.whole, ...(sections.length > 0 ? [this.section.whole] : []), this.differ.whole);
    document.addEventListener("keydown", (event) => this.shortcut(event));
  }

  key(event) {
    if (event.key !== "Escape") return;
    event.preventDefault();
    this.page.set({ q: "" }, { replace: true });
  }

  shortcut(event) {
    const typing = event.target.matches("input:not([type=radio], [type=checkbox]), select, textarea");
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
      option.hidden = option.value !== "" && state.matrix !== null && !option.value.startsWith(`${state.matrix}.`);
    }
    this.differ.whole.hidden = state.compare === null;
    this.differ.input.checked = state.differ;
  }
}
