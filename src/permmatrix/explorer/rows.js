// The rows: one element each, made once; a change of state touches what says something else.

// What rows answer in one state. What rows of a shape share is worked out once, and what is said
// about it when it is first wanted.
class Answers {
  constructor(words, finder, state) {
    this.words = words;
    this.index = words.index;
    this.finder = finder;
    this.state = state;
    this.other = state.compare ? withLevel(state, state.compare) : null;
    this.kept = new Map();
  }

  of(thing) {
    const key = this.key(thing);
    if (!this.kept.has(key)) this.kept.set(key, new Shown(this, thing));
    return this.kept.get(key);
  }

  key(thing) {
    if (thing.any_of) return thing.id;
    return isOffered(thing, this.state) ? thing.shape : `not offered: ${thing.platforms}`;
  }
}

// One answer: in the state, in the compared one, and, once asked for, in words.
class Shown {
  constructor(answers, thing) {
    this.answers = answers;
    this.thing = thing;
    this.found = this.decided(answers.state);
    this.other = answers.other && this.decided(answers.other);
  }

  decided(state) {
    const { index } = this.answers;
    return this.thing.any_of
      ? decideOperation(index, state, this.thing)
      : decideRow(index, state, this.thing);
  }

  get rows() {
    const { rows } = this.answers.index;
    return this.thing.any_of ? this.thing.any_of.map((id) => rows.get(id)) : [this.thing];
  }

  get missing() {
    this.sets ??= this.answers.finder.missing(this.answers.state, this.rows);
    return this.sets;
  }

  // Why, and what is missing; each with its plain text, by which a change is noticed.
  get said() {
    this.phrases ??= [this.why(), this.asks()].map((phrase) => ({ phrase, text: plain(phrase) }));
    return this.phrases;
  }

  why() {
    const { words, state } = this.answers;
    return this.thing.any_of ? this.together() : words.why(state, this.thing, this.found);
  }

  asks() {
    const settled = ["allowed", "platform"].includes(this.found.outcome);
    return settled || this.missing.sets.length === 0
      ? []
      : this.answers.words.missing(this.missing, 2);
  }

  // Why an operation answers as it does: by the row that decides.
  together() {
    const { words, index, state } = this.answers;
    const { outcome, missing } = this.found;
    if (outcome === "missing_facts") return ["Not known: ", ...words.facts(missing), "."];
    if (outcome !== "allowed") return [`None of its ${this.rows.length} rows allows it.`];
    const row = this.rows.find((it) => decideRow(index, state, it).outcome === "allowed");
    return ["Allowed by the row ", title(row.title), "."];
  }
}

const differs = ({ found, other }) =>
  other !== null &&
  (verdict(found.outcome) !== verdict(other.outcome) || `${found.obligations}` !== `${other.obligations}`);

const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

// One row or operation in the page.
class Line {
  constructor(page, thing, matrix) {
    this.page = page;
    this.thing = thing;
    this.matrix = matrix;
    this.language = matrix.language ?? null;
    const section = new Map(matrix.sections ?? []).get(thing.section) ?? "";
    this.text = folded([thing.title, thing.id, section, ...(thing.also ?? [])].join("\n"));
    this.build();
  }

  build() {
    const { thing } = this;
    this.mine = this.badge();
    this.theirs = this.badge();
    this.differing = element("span", { class: "differs", hidden: true }, "Differs");
    this.why = element("span", { class: "why" });
    this.key = element("span", { class: "key" });
    this.asks = element("span", { class: "asks" });
    this.asksWhole = element("span", { class: "missing" }, this.key, " ", this.asks);
    const tags = [thing.doubts && "In doubt", thing.notes && "Note", thing.any_of && "Operation"].filter(Boolean);
    this.body = element("div", { class: "detail" });
    this.details = element(
      "details", {},
      element(
        "summary", {}, this.mine.whole, this.theirs.whole,
        element(
          "span", { class: "what" },
          element("span", { class: "title", dir: "auto", lang: this.language }, thing.title),
          " ", this.differing,
          ...tags.flatMap((tag) => [" ", element("span", { class: "tag" }, tag)]),
          element("span", { class: "said" }, this.why, " ", this.asksWhole),
        ),
      ),
      this.body,
    );
    this.whole = element("li", { class: "row", id: thing.id }, this.details);
    this.details.addEventListener("toggle", () => this.toggled());
  }

  badge() {
    const whose = element("span", { class: "whose" });
    const sign = element("span", { class: "sign", "aria-hidden": "true" });
    const word = element("span", { class: "word" });
    const also = element("span", { class: "also" });
    const words = element("span", { class: "words" }, word, " ", also);
    return { whole: element("span", { class: "answer" }, whose, sign, words), whose, sign, word, also };
  }

  toggled() {
    if (this.details.open) this.fill();
    this.page.opened(this.thing.id, this.details.open);
  }

  // Shows what the row answers now; `explain` says why.
  update(answers) {
    this.shown = answers.of(this.thing);
    this.state = answers.state;
    this.put(this.mine, this.shown.found, this.named(this.page.names.mine));
    this.put(this.theirs, this.shown.other, this.named(this.page.names.theirs));
    this.differing.hidden = !differs(this.shown);
  }

  explain() {
    const [why, asks] = this.shown.said;
    say(this.why, why.phrase, this.language, why.text);
    say(this.key, [this.shown.found.outcome === "missing_facts" ? "Allowed if:" : "Missing:"]);
    say(this.asks, asks.phrase, this.language, asks.text);
    this.asksWhole.hidden = asks.text === "";
    if (this.details.open) this.fill();
  }

  // What a column is called: with its tool where that is not the one the matrix is about.
  named(levels) {
    const { compare } = this.state;
    if (compare === null || compare[0] === this.matrix.tool) return levels;
    return [...levels, " on ", this.page.words.tool(compare[0])];
  }

  put(badge, found, name) {
    badge.whole.hidden = found === null;
    if (found === null) return;
    const kind = verdict(found.outcome);
    if (badge.kind !== kind) {
      const { sign, word, also } = VERDICTS[kind];
      badge.kind = kind;
      badge.whole.dataset.answer = kind;
      badge.sign.textContent = sign;
      badge.word.textContent = word;
      badge.also.textContent = also;
    }
    say(badge.whose, name, this.language);
  }

  fill() {
    const { words, link } = this.page;
    const detail = new Detail(words, this.state, this.language, this.grouped ? "h4" : "h3");
    const parts = this.thing.any_of
      ? detail.ofOperation(this.thing, this.shown, link)
      : [...detail.ofRow(this.thing, this.matrix, this.shown), detail.anchor(this.thing.id, link)];
    this.body.replaceChildren(...parts);
  }

  // Whether the row is among those looked for.
  fits(state, sought) {
    return (
      sought.every((word) => this.text.includes(word)) &&
      (state.answer === null || verdict(this.shown.found.outcome) === state.answer) &&
      (state.section === null || `${this.matrix.id}.${this.thing.section}` === state.section) &&
      (!state.differ || state.compare === null || differs(this.shown))
    );
  }
}

// A matrix in the page: its heading, its advice, its rows by section, its operations.
class Block {
  constructor(page, matrix) {
    this.page = page;
    this.matrix = matrix;
    this.language = matrix.language ?? null;
    this.lines = matrix.rows.map((row) => new Line(page, row, matrix));
    this.together = (matrix.operations ?? []).map((it) => new Line(page, it, matrix));
    this.advice = element("ul", { class: "advice" });
    this.adviceWhole = element("div", { class: "advised", hidden: true }, element("p", {}, "Advice for this situation"), this.advice);
    this.groups = this.sections();
    if (this.together.length > 0) this.groups.push(this.group("Operations", this.together, "Several rows that together are one question."));
    this.whole = element(
      "section", { class: "matrix", id: `matrix-${matrix.id}`, "aria-labelledby": `${matrix.id}-title` },
      element("h2", { id: `${matrix.id}-title`, class: page.isAbout(matrix) ? "unseen" : null, dir: "auto", lang: this.language }, matrix.title),
      matrix.description ? paragraph("about-matrix", [title(matrix.description)], this.language) : null,
      matrix.source?.words ? paragraph("about-matrix", ["Source: ", title(matrix.source.words)], this.language) : null,
      this.adviceWhole,
      ...this.groups.map((group) => group.whole),
      this.footnotes(),
    );
  }

  // The rows in the order of the matrix, with a heading wherever the section changes.
  sections() {
    const titles = new Map(this.matrix.sections ?? []);
    const groups = [];
    for (const line of this.lines) {
      const { section } = line.thing;
      if (groups.length === 0 || groups.at(-1).section !== section) groups.push({ section, lines: [] });
      groups.at(-1).lines.push(line);
    }
    return groups.map(({ section, lines }) => this.group(titles.get(section), lines));
  }

  group(heading, lines, about) {
    for (const line of lines) line.grouped = Boolean(heading);
    const list = element("ol", { class: "rows" }, ...lines.map((line) => line.whole));
    const whole = element(
      "div", { class: "group" },
      heading ? element("h3", { dir: "auto", lang: this.language }, heading) : null,
      about ? paragraph("about-matrix", [about]) : null,
      list,
    );
    return { whole, lines };
  }

  footnotes() {
    const { notes, doubts } = this.matrix;
    if (!notes && !doubts) return null;
    const detail = new Detail(this.page.words, fresh(), this.language, "h3");
    return element(
      "details", { class: "footnotes" },
      element("summary", {}, "Notes and doubts about the whole table"),
      element(
        "div", { class: "detail" },
        detail.part("Notes", detail.list(notes, (it) => [title(it)])),
        detail.part("In doubt", (doubts ?? []).map((it) => detail.doubt(it))),
      ),
    );
  }

  update(answers, sought) {
    const { state } = answers;
    const here = state.matrix === null || state.matrix === this.matrix.id;
    this.whole.hidden = !here;
    this.shown = 0;
    if (!here) return;
    for (const line of [...this.lines, ...this.together]) {
      line.update(answers);
      line.whole.hidden = !line.fits(state, sought);
      if (!line.whole.hidden) this.shown += 1;
    }
    for (const { whole, lines } of this.groups) whole.hidden = lines.every((line) => line.whole.hidden);
    this.whole.hidden = this.groups.every((group) => group.whole.hidden);
    this.advise(answers);
  }

  advise({ index, state }) {
    const holding = (this.matrix.advisories ?? []).filter((it) => holds(index, state, it.when) === true);
    const said = holding.map((it) => it.says);
    this.adviceWhole.hidden = said.length === 0;
    if (this.advice.said === said.join("\n")) return;
    this.advice.said = said.join("\n");
    this.advice.replaceChildren(...said.map((it) => element("li", { dir: "auto", lang: this.language }, it)));
  }
}
