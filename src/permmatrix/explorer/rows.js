// The rows: one element each, made once; a change of state touches what says something else.

// One row or operation in the page.
class Line {
  constructor(page, thing, matrix) {
    this.page = page;
    this.thing = thing;
    this.matrix = matrix;
    this.language = matrix.language ?? null;
    const section = new Map(matrix.sections ?? []).get(thing.section) ?? "";
    this.found = new Found(page.index, thing, section);
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
    const tags = [
      thing.doubts && "In doubt",
      thing.notes && "Note",
      thing.any_of && "Operation",
    ].filter(Boolean);
    this.body = element("div", { class: "detail" });
    this.details = element(
      "details",
      {},
      element(
        "summary",
        {},
        this.mine.whole,
        this.theirs.whole,
        element(
          "span",
          { class: "what" },
          element("span", { class: "title", dir: "auto", lang: this.language }, thing.title),
          " ",
          this.differing,
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
    return {
      whole: element("span", { class: "answer" }, whose, sign, words),
      whose,
      sign,
      word,
      also,
    };
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
      sought.every((word) => this.found.mentions(word)) &&
      (state.answer === null || verdict(this.shown.found.outcome) === state.answer) &&
      (state.section === null || `${this.matrix.id}.${this.thing.section}` === state.section) &&
      (!state.differ || state.compare === null || differs(this.shown))
    );
  }
}
