// What opens below a row: what would make it a yes, its cells with their working, its footnotes.

const SETS_SHOWN = 6;
const CELL_WORDS = {
  allow: "yes",
  deny: "no",
  unknown: "the documentation does not say",
  not_applicable: "not applicable",
};
const OFFLINE = {
  perform: "Can be done offline and is synced later.",
  cached: "Offline, only what was viewed before and is cached.",
};

class Detail {
  constructor(words, state, language, heading) {
    this.heading = heading;
    this.words = words;
    this.index = words.index;
    this.state = state;
    this.language = language;
  }

  part(heading, ...children) {
    const there = children.flat().filter(Boolean);
    if (there.length === 0) return null;
    return element("section", { class: "part" }, element(this.heading, {}, heading), ...there);
  }

  ofRow(row, matrix, shown) {
    return [
      this.missing(shown),
      this.cells(row),
      this.compared(shown),
      this.part("Limits that come with the yes", this.limits(shown.found)),
      this.part(
        "Notes",
        this.list(row.notes, (note) => this.note(note)),
      ),
      this.part(
        "In doubt",
        (row.doubts ?? []).map((doubt) => this.doubt(doubt)),
      ),
      this.part(
        "Advice",
        this.list(this.advice(matrix), (it) => [title(it.says)]),
      ),
      this.about(row, matrix),
    ].filter(Boolean);
  }

  ofOperation(operation, shown, link) {
    const rows = operation.any_of.map((id) => this.index.rows.get(id));
    const item = (row) => {
      const { word } = VERDICTS[verdict(decideRow(this.index, this.state, row).outcome)];
      const name = element(
        "a",
        { href: link(row.id), dir: "auto", lang: this.language },
        row.title,
      );
      return element("li", {}, `${word}: `, name);
    };
    return [
      operation.description && paragraph("aside", [title(operation.description)], this.language),
      this.missing(shown),
      this.compared(shown),
      this.part("A yes to one of these rows is enough", element("ul", {}, ...rows.map(item))),
      this.part("Limits that come with the yes", this.limits(shown.found)),
      this.anchor(operation.id, link),
    ].filter(Boolean);
  }

  list(things, phrase) {
    if (!things || things.length === 0) return null;
    const items = things.map((it) => element("li", {}, ...nodes(phrase(it), this.language)));
    return element("ul", {}, ...items);
  }

  missing({ found, missing }) {
    if (found.outcome === "allowed" || found.outcome === "platform") return null;
    if (missing.sets.length === 0) {
      const none = missing.cut
        ? "There are too many ways to list them."
        : "Nothing would, at any level.";
      return this.part("What would make it a yes", paragraph("", [none]));
    }
    const groups = grouped(missing.sets);
    const shown = groups.slice(0, SETS_SHOWN);
    const more = groups.length - shown.length;
    const list = this.list(shown, (set) => this.words.changes(set));
    list.classList.add("ways");
    const rest = more > 0 && paragraph("more", [`And ${more} more.`]);
    const cut =
      missing.cut && paragraph("more", ["There may be others: too many to list them all."]);
    return this.part(
      shown.length > 1 ? "Any one of these would make it a yes" : "This would make it a yes",
      list,
      rest,
      cut,
    );
  }

  // Why the answer in the second column is what it is.
  compared(shown) {
    if (shown.other === null) return null;
    const [tool, level] = this.state.compare;
    const heading = nodes(
      ["With ", this.words.level(tool, level), " on ", this.words.tool(tool)],
      this.language,
    );
    const [why, asks] = shown.otherSaid;
    const key = shown.other.outcome === "missing_facts" ? "Allowed if: " : "Missing: ";
    return element(
      "section",
      { class: "part" },
      element(this.heading, {}, ...heading),
      paragraph("", why, this.language),
      asks.length > 0 ? paragraph("", [key, ...asks], this.language) : null,
    );
  }

  // The guard, and each level with its cell; the requirement of a held one with its working.
  cells(row) {
    const shape = this.index.shapes[row.shape];
    const tool = this.index.tools.get(shape.tool);
    const guard =
      shape.guard &&
      element(
        "div",
        { class: "guard" },
        "The row applies only if: ",
        this.tree(shape.guard, tool.id),
      );
    const items = tool.levels.map((level, place) => this.cell(tool, level, shape.cells[place]));
    const heading = element(
      this.heading,
      {},
      ...nodes(["By level on ", title(tool.title)], this.language),
    );
    return element(
      "section",
      { class: "part" },
      heading,
      guard || null,
      element("ul", { class: "cells" }, ...items),
    );
  }

  cell(tool, level, [kind, requirement, limits = []]) {
    const held = isHeld(this.index, this.state, tool, level);
    const holding = held === true ? " (held)" : isWaiting(held) ? " (perhaps held)" : "";
    const limited = limits.length > 0 ? [", with: ", ...this.words.obligations(limits)] : [];
    const said = kind !== "when" ? CELL_WORDS[kind] : requirement ? "yes, given " : "yes";
    return element(
      "li",
      { class: holding ? "held" : null },
      element("bdi", { class: "column", lang: this.language }, level.title),
      `${holding}: ${said}`,
      requirement ? this.needed(requirement, tool.id, held) : null,
      ...nodes(limited, this.language),
      level.held_when ? this.follows(level.held_when, tool.id) : null,
    );
  }

  // A requirement in words; with its working where the level is held, or may be.
  needed(requirement, own, held) {
    if (held !== false) return this.tree(requirement, own);
    return element("span", {}, ...nodes(this.words.requirement(requirement, own), this.language));
  }

  follows(requirement, own) {
    return element("div", { class: "follows" }, "Follows from: ", this.tree(requirement, own));
  }

  // A requirement with the value of each part.
  tree(requirement, own) {
    const [kind, parts] = requirement;
    const value = holds(this.index, this.state, requirement);
    const mark = element(
      "span",
      { class: "value", "data-value": valueWord(value) },
      valueWord(value),
      kind === "is" && following(this.index, this.state, parts) !== undefined ? " (follows)" : null,
    );
    const isJoined = (it) => ["all", "any", "not"].includes(it[0]);
    if (!isJoined(requirement) || (kind === "not" && !isJoined(parts))) {
      const phrase = this.words.requirement(requirement, own);
      return element("span", { class: "leaf" }, ...nodes(phrase, this.language), " ", mark);
    }
    const inner = kind === "not" ? [parts] : parts;
    const head = { all: "all of these", any: "any of these", not: "not this" }[kind];
    const items = inner.map((part) => element("li", {}, this.tree(part, own)));
    return element("div", { class: "tree" }, `${head} `, mark, element("ul", {}, ...items));
  }

  limits({ obligations }) {
    return this.list(obligations, (id) => this.words.obligations([id]));
  }

  note({ says, about }) {
    return about
      ? [
          ...listed(
            about.map((it) => [title(it)]),
            "and",
          ),
          ": ",
          title(says),
        ]
      : [title(says)];
  }

  doubt({ why, about, taken, instead }) {
    const cells = about
      ? [
          ...listed(
            about.map((it) => [title(it)]),
            "and",
          ),
          ": ",
        ]
      : [];
    const lines = [
      paragraph("", [...cells, title(why)], this.language),
      paragraph("reading", ["Taken here: ", title(taken)], this.language),
      instead && paragraph("reading", ["It could also mean: ", title(instead)], this.language),
    ];
    return element("div", { class: "doubt" }, ...lines.filter(Boolean));
  }

  advice(matrix) {
    return (matrix.advisories ?? []).filter(
      (it) => holds(this.index, this.state, it.when) === true,
    );
  }

  // Where it can be done, where it is documented, and how it is called elsewhere.
  about(row, matrix) {
    const source = { ...matrix.source, ...row.source };
    const facts = [
      ["About", row.description && [title(row.description)]],
      ["Platforms", row.platforms && this.words.platforms(row.platforms)],
      ["Offline", row.offline && [OFFLINE[row.offline]]],
      [
        "Editions",
        row.editions &&
          listed(
            row.editions.map((it) => [title(it)]),
            "and",
          ),
      ],
      [
        "Flags",
        row.flags &&
          listed(
            row.flags.map((it) => [title(it)]),
            "and",
          ),
      ],
      [
        "Also written",
        row.also &&
          listed(
            row.also.map((it) => [title(it)]),
            "and",
          ),
      ],
      ["A higher level may less", row.not_cumulative && [title(row.not_cumulative)]],
      ["Source", source.words && [title(source.words)]],
      ["Retrieved", source.retrieved && [source.retrieved]],
      ["Remark", source.remark && [title(source.remark)]],
    ].filter(([, phrase]) => phrase);
    const pairs = facts.map(([name, phrase]) =>
      element(
        "div",
        {},
        element("dt", {}, name),
        element("dd", {}, ...nodes(phrase, this.language)),
      ),
    );
    return element("dl", { class: "about" }, ...pairs, this.address(source.url));
  }

  // Where the documentation is: to be followed only if it is an address of the web.
  address(url) {
    if (!url) return null;
    const place = /^https?:\/\//i.test(url)
      ? element("a", { href: url, rel: "noreferrer" }, url)
      : element("bdi", {}, url);
    return element("div", {}, element("dt", {}, "Address"), element("dd", {}, place));
  }

  anchor(id, link) {
    return element(
      "p",
      { class: "anchor" },
      element("a", { href: link(id) }, "Link to this row"),
      " ",
      element("code", {}, id),
    );
  }
}

const valueWord = (value) => (isWaiting(value) ? "not known" : value ? "met" : "not met");
