// The page: one state, shown; changes go into the address, and the address back into the state.

const SLICE = 10;

// Says why each row answers as it does: at once for rows in sight, soon after for the others.
class Teller {
  constructor(lines) {
    this.lines = lines;
    this.near = new Set();
    const of = new Map(lines.map((line) => [line.whole, line]));
    const watch = new IntersectionObserver((seen) => {
      for (const { target, isIntersecting } of seen) {
        if (isIntersecting) this.near.add(of.get(target));
        else this.near.delete(of.get(target));
      }
    });
    for (const line of lines) watch.observe(line.whole);
    window.addEventListener("beforeprint", () => this.step(Infinity));
  }

  tell() {
    const shown = this.lines.filter((line) => !line.whole.hidden && line.shown);
    const first = shown.filter((line) => this.near.has(line));
    for (const line of first) line.explain();
    this.waiting = shown.filter((line) => !this.near.has(line)).reverse();
    this.step(performance.now() + SLICE);
  }

  step(until) {
    clearTimeout(this.later);
    while (this.waiting.length > 0 && performance.now() < until) this.waiting.pop().explain();
    if (this.waiting.length > 0)
      this.later = setTimeout(() => this.step(performance.now() + SLICE));
  }
}

class Page {
  constructor(told) {
    this.index = indexed(told);
    this.words = new Words(this.index);
    this.finder = new Finder(this.index);
    this.language = told.matrices[0]?.language ?? null;
    this.state = fresh();
    this.names = { mine: [], theirs: [] };
    this.link = (id) => written(this.index, this.leading(id));
    this.hidden = element("div", { class: "notice", id: "hidden", hidden: true });
    byId("notice").after(this.hidden);
    this.controls = new Controls(this);
    this.folding = new Folding();
    this.follows = new Follows(this);
    this.bar = new Bar(this);
    this.notice = new Notice(() => this.record(true));
    this.blocks = told.matrices.map((matrix) => new Block(this, matrix));
    byId("matrices").append(...this.blocks.map((block) => block.whole));
    this.teller = new Teller(this.lines());
    this.listen();
    byId("lead").hidden = false;
    byId("explorer").hidden = false;
    this.follow();
    this.reveal();
  }

  listen() {
    window.addEventListener("hashchange", () => this.followed());
    window.addEventListener("popstate", () => this.followed());
    document.querySelector(".skip").addEventListener("click", (event) => {
      event.preventDefault();
      byId("rows").focus();
    });
  }

  set(changes, { replace = false } = {}) {
    this.state = { ...this.state, ...changes };
    this.hidden.hidden = true;
    this.render();
    this.record(replace);
  }

  restart() {
    const { matrix } = this.state;
    this.set({ ...fresh(), matrix });
    this.openOnly(null);
  }

  // Keeps the state in the address; what is typed is not worth a step back for each letter.
  record(replace) {
    this.at = written(this.index, this.state);
    const address = `${location.pathname}${location.search}${this.at}`;
    if (this.at === location.hash) return;
    try {
      history[replace ? "replaceState" : "pushState"](null, "", address);
    } catch {
      location.hash = this.at; // where a page may not write its own history
    }
    this.controls.link.forget();
  }

  // A row was opened or closed by hand.
  opened(id, open) {
    const row = open ? id : this.state.row === id ? null : this.state.row;
    if (row === this.state.row) return;
    this.state = { ...this.state, row };
    this.record(true);
  }

  followed() {
    if (location.hash === this.at) return;
    this.follow();
    this.reveal();
  }

  follow() {
    this.at = location.hash;
    const { state, unknown } = new Reader(this.index).read(location.hash);
    this.state = state;
    this.render();
    this.openOnly(state.row);
    this.notice.show(unknown);
    this.tellHidden();
  }

  // Whether the matrix chosen, the search or a filter hides a row.
  isHidden(line) {
    const { matrix } = this.state;
    return line.whole.hidden || (matrix !== null && matrix !== line.matrix.id);
  }

  // What a link to a row leads to: this state, without what hides the row.
  leading(id) {
    const line = this.lines().find((it) => it.thing.id === id);
    const all = { matrix: null, q: "", answer: null, section: null, differ: false };
    return { ...this.state, ...(line && this.isHidden(line) ? all : {}), row: id };
  }

  // Says that the row of the address is hidden, and offers to show it.
  tellHidden() {
    const line = this.lines().find((it) => it.thing.id === this.state.row);
    this.hidden.hidden = !line || !this.isHidden(line);
    if (this.hidden.hidden) return;
    const show = element("button", { type: "button" }, "Show it");
    show.addEventListener("click", () => {
      this.set(this.leading(line.thing.id));
      this.openOnly(line.thing.id);
      this.hidden.hidden = true;
      this.reveal();
    });
    const phrase = ["The row ", title(line.thing.title), " is hidden by what is chosen or sought."];
    this.hidden.replaceChildren(paragraph("", phrase, line.language), show);
  }

  lines() {
    return this.blocks.flatMap((block) => [...block.lines, ...block.together]);
  }

  openOnly(id) {
    for (const line of this.lines()) {
      const open = line.thing.id === id && !this.isHidden(line);
      if (line.details.open !== open) line.details.open = open;
      if (open) line.fill();
    }
  }

  // Brings the row of the address into view, after the browser did what it does with an anchor.
  reveal() {
    const row = this.state.row && byId(this.state.row);
    if (!row) return;
    const show = () => {
      row.querySelector("summary").focus({ preventScroll: true });
      row.scrollIntoView();
      requestAnimationFrame(() => row.scrollIntoView()); // rows above have taken their real height
    };
    if (document.readyState === "complete") requestAnimationFrame(show);
    else window.addEventListener("load", () => requestAnimationFrame(show), { once: true });
  }

  // Whether the page is about one matrix and already headed by its title.
  isAbout(matrix) {
    const { told } = this.index;
    return told.matrices.length === 1 && matrix.title === told.title;
  }

  render() {
    const { state, index, words } = this;
    const matrices = matricesShown(index, state);
    const read = new Read(
      index,
      matrices.flatMap((matrix) => matrix.rows.map((row) => row.shape)),
    );
    this.names = this.compared();
    document.body.classList.toggle("comparing", state.compare !== null);
    this.controls.show(state, read);
    this.follows.show(state);
    this.bar.show(state);
    const answers = new Answers(words, this.finder, state);
    const sought = folded(state.q)
      .split(/\s+/)
      .filter((word) => word !== "");
    for (const block of this.blocks) block.update(answers, sought);
    this.teller.tell();
    this.count(matrices);
    this.tellState(read);
  }

  // What the two columns are called.
  compared() {
    const { compare } = this.state;
    if (compare === null) return { mine: [], theirs: [] };
    const [id, level] = compare;
    const tool = this.index.tools.get(id);
    return {
      mine: levelsSaid(this.words, tool, this.state),
      theirs: [this.words.level(id, level)],
    };
  }

  count(matrices) {
    const lines = this.blocks
      .filter((it) => matrices.includes(it.matrix))
      .flatMap((it) => it.lines);
    const counted = (side, name) => {
      const kinds = lines.map((line) => verdict(line.shown[side].outcome));
      const of = (kind) => kinds.filter((it) => it === kind).length;
      const open = of("open");
      const waits =
        open === 0 ? "" : `, ${open} ${open === 1 ? "depends" : "depend"} on facts not given`;
      return [
        ...name,
        name.length > 0 ? ": " : "",
        `${of("allowed")} of ${lines.length} allowed${waits}. `,
      ];
    };
    const phrase = counted("found", this.names.mine);
    if (this.state.compare !== null) {
      phrase.push(...counted("other", this.names.theirs));
      const differing = lines.filter((line) => differs(line.shown)).length;
      phrase.push(`${differing} ${differing === 1 ? "row differs" : "rows differ"}. `);
    }
    const shown = lines.filter((line) => !line.whole.hidden).length;
    if (this.blocks.every((block) => block.whole.hidden))
      phrase.push("Nothing fits the search and filters.");
    else if (shown < lines.length) phrase.push(`${this.shownOf(matrices, shown)} shown.`);
    say(byId("count"), phrase, this.language);
  }

  // How many rows are shown; operations too where there are no rows.
  shownOf(matrices, shown) {
    const together = this.blocks
      .filter((it) => matrices.includes(it.matrix))
      .flatMap((it) => it.together)
      .filter((line) => !line.whole.hidden).length;
    const counted = (many, word) => `${many} ${word}${many === 1 ? "" : "s"}`;
    return shown === 0 ? counted(together, "operation") : counted(shown, "row");
  }

  tellState(read) {
    const { state, words, index } = this;
    const said = statement(words, state, read);
    const beside = { ...read, tools: new Set() }; // levels are in sight
    say(byId("now"), statement(words, state, beside), this.language);
    const begin = ["Until then the rows answer for: ", ...said, "."];
    say(byId("begun"), begin, this.language);
    byId("begin").hidden = isPicked(state);
    const narrowed = narrowing(index, state);
    const compared = state.compare
      ? [", compared with ", ...this.names.theirs, " on ", words.tool(state.compare[0])]
      : [];
    const only = narrowed.length > 0 ? [". Only ", ...narrowed] : [];
    say(byId("printed"), ["Asked for: ", ...said, ...compared, ...only, "."], this.language);
  }
}

function start() {
  const page = new Page(JSON.parse(byId("data").textContent));
  // for tests and for the curious: the answers, without the page around them
  window.permmatrix = {
    decide: (state, asked) => decide(page.index, state, asked),
    missing: (state, asked) => missing(page.index, page.finder, state, asked),
    about: (told) => {
      const index = indexed(told);
      const finder = new Finder(index);
      return {
        decide: (state, asked) => decide(index, state, asked),
        missing: (state, asked) => missing(index, finder, state, asked),
      };
    },
    render: () => page.render(),
  };
}

start();
