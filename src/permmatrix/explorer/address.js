// The state in the address, in words that stay the same: #on.commitments=standard&private=yes

const RESERVED = [
  "matrix",
  "several",
  "granular",
  "platform",
  "compare",
  "q",
  "answer",
  "section",
  "differ",
  "row",
];

const ANSWERS = { allowed: "allowed", denied: "denied", depends: "open" };

function fresh() {
  return {
    matrix: null,
    several: false,
    levels: {},
    granular: new Set(),
    facts: {},
    platform: null,
    compare: null,
    q: "",
    answer: null,
    section: null,
    differ: false,
    row: null,
  };
}

const conditionWord = (id) => (RESERVED.includes(id) ? `is.${id}` : id);

const encoded = (text) =>
  encodeURIComponent(text).replaceAll("%20", "+").replaceAll("%2C", ",").replaceAll("%3A", ":");

function decoded(text) {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return null;
  }
}

// Writes what a state says beyond a fresh one, always in the same order.
function written(index, state) {
  const pairs = [];
  const add = (name, value) => {
    if (value) pairs.push(`${name}=${encoded(value)}`);
  };
  add("matrix", state.matrix);
  add("several", state.several ? "yes" : null);
  for (const { id } of index.told.tools) add(`on.${id}`, (state.levels[id] ?? []).join(","));
  add("granular", [...index.granular.keys()].filter((it) => state.granular.has(it)).join(","));
  for (const { id } of index.told.conditions) {
    const value = state.facts[id];
    add(conditionWord(id), value === undefined ? null : value ? "yes" : "no");
  }
  add("platform", state.platform);
  add("compare", state.compare?.join("."));
  add("q", state.q);
  add(
    "answer",
    Object.keys(ANSWERS).find((word) => ANSWERS[word] === state.answer),
  );
  add("section", state.section);
  add("differ", state.differ ? "yes" : null);
  add("row", state.row);
  return pairs.length > 0 ? `#${pairs.join("&")}` : "";
}

// Reads an address into a state, and lists the words of it that say nothing here.
class Reader {
  constructor(index) {
    this.index = index;
    this.state = fresh();
    this.unknown = [];
    this.words = new Set();
  }

  read(hash) {
    const text = hash.replace(/^#/, "");
    const bare = decoded(text);
    if (this.isRow(bare)) {
      this.state.row = bare; // the plain anchor of a row
    } else if (!this.isPlace(bare)) {
      for (const pair of text.split("&").filter((it) => it !== "")) this.pair(pair);
    }
    this.fit();
    return { state: this.state, unknown: this.unknown };
  }

  isRow(id) {
    return this.index.rows.has(id) || this.index.operations.has(id);
  }

  // Whether it is a place in the page that is no row: all rows, or a matrix.
  isPlace(id) {
    const { matrices } = this.index.told;
    return id === "rows" || matrices.some((it) => id === `matrix-${it.id}`);
  }

  // Takes in a word with its value, or the id of a row alone; what was said before stands.
  pair(pair) {
    const [name, ...rest] = pair.split("=");
    const word = rest.length === 0 && this.isRow(decoded(name)) ? "row" : decoded(name);
    const value = decoded(word === "row" && rest.length === 0 ? name : rest.join("="));
    const isNew = word !== null && value !== null && !this.words.has(word);
    if (isNew && this.known(word, value)) this.words.add(word);
    else this.unknown.push(decoded(pair) ?? pair);
  }

  // Takes one word in; says whether it means something here.
  known(word, value) {
    const { index, state } = this;
    const take = (name, there, what = value) => {
      if (there) state[name] = what;
      return there;
    };
    switch (word) {
      case "matrix":
        return take(
          "matrix",
          index.told.matrices.some((it) => it.id === value),
        );
      case "several":
        return take("several", value === "yes", true);
      case "granular":
        return this.granular(value.split(","));
      case "platform":
        return take(
          "platform",
          index.told.platforms.some(([id]) => id === value),
        );
      case "compare":
        return this.compare(value.split("."));
      case "q":
        return take("q", true);
      case "answer":
        return take("answer", Object.hasOwn(ANSWERS, value), ANSWERS[value]);
      case "section":
        return take("section", sectionsOf(index).has(value));
      case "differ":
        return take("differ", value === "yes", true);
      case "row":
        return take("row", this.isRow(value));
      default:
        return word.startsWith("on.") ? this.levels(word.slice(3), value) : this.fact(word, value);
    }
  }

  levels(id, value) {
    const levels = value.split(",");
    const known = levels.filter((level) => canPick(this.index, id, level));
    const others = levels.filter((level) => !known.includes(level));
    if (known.length > 0) this.state.levels[id] = [...new Set(known)];
    if (known.length > 0) this.unknown.push(...others.map((it) => `on.${id}=${it}`));
    return known.length > 0;
  }

  granular(names) {
    const known = names.filter((name) => this.index.granular.has(name));
    for (const name of known) this.state.granular.add(name);
    const others = names.filter((name) => !known.includes(name));
    if (known.length > 0) this.unknown.push(...others.map((it) => `granular=${it}`));
    return known.length > 0;
  }

  compare([tool, level, ...more]) {
    const there = more.length === 0 && canPick(this.index, tool, level);
    if (there) this.state.compare = [tool, level];
    return there;
  }

  fact(word, value) {
    const id = word.replace(/^is\./, "");
    const there = this.index.conditions.has(id) && ["yes", "no"].includes(value);
    if (there) this.state.facts[id] = value === "yes";
    return there;
  }

  // Keeps what goes together: one level on a tool unless several are held at once.
  fit() {
    const { levels } = this.state;
    const most = Math.max(0, ...Object.values(levels).map((it) => it.length));
    this.state.several ||= most > 1;
    if (this.state.differ && this.state.compare === null) {
      this.state.differ = false;
      this.unknown.push("differ=yes");
    }
  }
}

function canPick(index, tool, level) {
  const levels = index.tools.get(tool)?.levels ?? [];
  return levels.some((it) => it.id === level && it.handed_out);
}

// The sections of all matrices by the word for each.
function sectionsOf(index) {
  const found = index.told.matrices.flatMap((matrix) =>
    (matrix.sections ?? []).map(([id, text]) => [`${matrix.id}.${id}`, { matrix, text }]),
  );
  return new Map(found);
}
