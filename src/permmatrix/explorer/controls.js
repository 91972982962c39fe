// Who asks and what is known: made once, and set to what the state says whenever it changes.

const FACTS = [
  ["yes", "Yes"],
  ["no", "No"],
  ["", "Not known"],
];

// Everything that is picked about who asks and what is known.
class Controls {
  constructor(page) {
    this.page = page;
    this.index = page.index;
    this.words = page.words;
    const { told } = this.index;
    this.matrix = chooser(
      "Matrix",
      [["", "All"], ...told.matrices.map((it) => [it.id, it.title])],
      (matrix) => page.set({ matrix, section: null }),
    );
    this.tools = told.tools.map((tool) => [tool, this.tool(tool)]);
    this.several = box(["Several levels at once"], null, (several) =>
      page.set({ several, levels: this.kept(several) }),
    );
    this.granular = [...this.index.granular].map(([key, it]) => [key, this.permission(key, it)]);
    this.facts = told.conditions.map((it) => [it.id, this.fact(it)]);
    this.platform = chooser("Platform", [["", "Any"], ...told.platforms], (platform) =>
      page.set({ platform }),
    );
    this.compare = chooser("Compare with", [["", "Nothing"], ...this.groups(told.tools)], (value) =>
      page.set({ compare: value ? value.split(".") : null, differ: false }),
    );
    this.place();
  }

  place() {
    const { told } = this.index;
    this.levelsPart = this.part(
      "Level",
      ...this.tools.map(([, it]) => it.whole),
      this.several.whole,
    );
    this.granularPart = this.part(
      "Granular permissions",
      ...this.granular.map(([, it]) => it.whole),
    );
    this.factsPart = this.part("Facts", ...this.facts.map(([, it]) => it.whole));
    this.rest = element(
      "div",
      { class: "rest" },
      this.compare.whole,
      told.platforms.length > 0 ? this.platform.whole : null,
    );
    this.unread = element("p", { class: "hint" });
    const again = element("button", { type: "button" }, "Start over");
    again.addEventListener("click", () => this.page.restart());
    this.link = new CopyLink();
    byId("levels").append(
      ...(told.matrices.length > 1 ? [this.matrix.whole] : []),
      this.levelsPart,
    );
    byId("others").append(
      this.rest,
      this.factsPart,
      this.granularPart,
      this.unread,
      element("div", { class: "buttons" }, again, this.link.button),
      this.link.rest,
    );
  }

  part(heading, ...children) {
    return element("section", { class: "controls-part" }, element("h2", {}, heading), ...children);
  }

  tool(tool) {
    const follow = tool.levels.filter((level) => level.held_when && !level.handed_out);
    const hint =
      follow.length === 0
        ? []
        : [
            ...listed(
              follow.map((it) => [title(it.title)]),
              "and",
            ),
            follow.length === 1 ? " follows from facts." : " follow from facts.",
          ];
    const levels = tool.levels.filter((level) => level.handed_out);
    return new Choice({
      legend: ["On ", title(tool.title)],
      hint,
      language: this.page.language,
      options: [
        ...(pickable(tool).includes("") ? [["", "No level"]] : []),
        ...levels.map((level) => [level.id, level.title, level.description]),
      ],
      change: (chosen) =>
        this.page.set({
          levels: { ...this.page.state.levels, [tool.id]: this.taken(tool, chosen) },
        }),
    });
  }

  // «No level» goes with no other, and the default alone is as good as nothing picked: it is for
  // a user who holds no other, so it goes where another is picked beside it.
  taken(tool, chosen) {
    const before = this.page.state.levels[tool.id] ?? [];
    const isLeft = (it) => before.length === 0 && chosen.length > 1 && it === tool.default;
    const levels = chosen.filter((it) => it !== "" && !isLeft(it));
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
    const where =
      this.index.tools.size > 1
        ? [element("span", { class: "hint on-tool" }, ` on ${tool.title}`)]
        : [];
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

  // The levels that can be compared with, by tool.
  groups(tools) {
    // once picked, only the option is in sight, and not the group it stands in
    const named = (tool, level) => (tools.length > 1 ? `${level.title} on ${tool.title}` : level.title);
    const options = (tool) =>
      tool.levels
        .filter((level) => level.handed_out)
        .map((it) => [`${tool.id}.${it.id}`, named(tool, it)]);
    return tools
      .map((tool) => ({ group: `On ${tool.title}`, options: options(tool) }))
      .filter((it) => it.options.length > 0);
  }

  show(state, read) {
    this.matrix.select.value = state.matrix ?? "";
    this.several.input.checked = state.several;
    this.platform.select.value = state.platform ?? "";
    this.compare.select.value = state.compare?.join(".") ?? "";
    for (const group of this.compare.select.querySelectorAll("optgroup")) {
      group.hidden = !read.tools.has(group.firstChild.value.split(".")[0]);
    }
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
    say(
      this.unread,
      idle > 0
        ? [`${idle} granular ${idle === 1 ? "permission decides" : "permissions decide"} nothing.`]
        : [],
    );
  }
}

// Whether anything was said about who asks.
const isPicked = ({ levels, granular, facts }) =>
  granular.size > 0 || [levels, facts].some((it) => Object.keys(it).length > 0);
