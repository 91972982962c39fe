// Every smallest set of changes that turns an answer into a yes.
//
// What a row asks is multiplied out into ways: each way is a list of settings (a level picked, a
// granular permission held, a fact known) that together are a yes, whatever else is so. For values
// that may be unknown that is exact: a formula is true just where every setting of some way is as
// the way has it. The ways of a shape never change, so they are found once.

const MOST_WAYS = 400;

// A way is a map from what is set to the value it has there. Names of what can be set:
//   on.TOOL             the one level picked on a tool, "" for none
//   has.TOOL.LEVEL      whether a level is among those given, where several are given at once
//   granular.TOOL.NAME  whether a granular permission is held
//   is.CONDITION        whether a condition is true

const isWithin = (small, large) =>
  small.size <= large.size && [...small].every(([name, value]) => large.get(name) === value);

// Leaves out each way that another is within.
function smallest(ways) {
  const kept = [];
  for (const way of [...ways].sort((a, b) => a.size - b.size)) {
    if (!kept.some((other) => isWithin(other, way))) kept.push(way);
  }
  return kept;
}

function joined(one, other) {
  const both = new Map(one);
  for (const [name, value] of other) {
    if (both.has(name) && both.get(name) !== value) return null;
    both.set(name, value);
  }
  return both;
}

// Multiplies and adds ways; says whether some were given up because there were too many.
class Ways {
  constructor(index, several) {
    this.index = index;
    this.several = several;
    this.cut = false;
  }

  either(lists) {
    return this.bounded(smallest(lists.flat()));
  }

  both(lists) {
    let found = [new Map()];
    for (const list of lists) {
      const pairs = found.flatMap((one) => list.map((other) => joined(one, other)));
      found = this.bounded(smallest(pairs.filter((pair) => pair !== null)));
    }
    return found;
  }

  bounded(ways) {
    if (ways.length > MOST_WAYS) this.cut = true;
    return ways.slice(0, MOST_WAYS);
  }

  set(name, value) {
    return [new Map([[name, value]])];
  }

  // The ways in which a requirement is true, or known to be false.
  of(requirement, wanted = true) {
    const [kind, first, second] = requirement;
    switch (kind) {
      case "all":
      case "any": {
        const parts = first.map((part) => this.of(part, wanted));
        return (kind === "all") === wanted ? this.both(parts) : this.either(parts);
      }
      case "not": return this.of(first, !wanted);
      case "is": return this.set(`is.${first}`, wanted);
      case "granular": return this.set(`granular.${first}.${second}`, wanted);
      case "level": return this.ofLevels(this.index.tools.get(first), second, wanted);
      default: throw new Error(`no such requirement: ${kind}`);
    }
  }

  // The ways to hold one of some levels, or to be known to hold none of them.
  ofLevels(tool, ids, wanted) {
    const follows = tool.levels
      .filter((level) => ids.includes(level.id) && level.held_when)
      .map((level) => this.of(level.held_when, wanted));
    const handed = this.several
      ? this.severalGiven(tool, ids, wanted)
      : this.oneGiven(tool, ids, wanted);
    return wanted ? this.either([handed, ...follows]) : this.both([handed, ...follows]);
  }

  oneGiven(tool, ids, wanted) {
    const fit = pickable(tool).filter((it) => ids.includes(it || tool.default) === wanted);
    return this.either(fit.map((it) => this.set(`on.${tool.id}`, it)));
  }

  severalGiven(tool, ids, wanted) {
    const each = ids.map((id) => this.amongGiven(tool, id, wanted));
    return wanted ? this.either(each) : this.both(each);
  }

  // A level is among those given; the default one also where none is.
  amongGiven(tool, id, wanted) {
    const ids = tool.levels.filter((level) => level.handed_out).map((level) => level.id);
    const itself = ids.includes(id) ? this.set(`has.${tool.id}.${id}`, wanted) : null;
    if (id !== tool.default) return itself ?? (wanted ? [] : [new Map()]);
    const others = ids
      .filter((other) => other !== id)
      .map((other) => this.set(`has.${tool.id}.${other}`, !wanted));
    const byDefault = wanted
      ? this.both([...others, ...(itself ? [this.set(`has.${tool.id}.${id}`, false)] : [])])
      : this.either(others);
    if (!itself) return byDefault;
    return wanted ? this.either([itself, byDefault]) : this.both([itself, byDefault]);
  }

  ofShape(shape) {
    const tool = this.index.tools.get(shape.tool);
    const columns = tool.levels.map((level, place) => {
      const [kind, requirement] = shape.cells[place];
      if (kind !== "allow" && kind !== "when") return [];
      const needed = requirement ? this.of(requirement) : [new Map()];
      return this.both([this.ofLevels(tool, [level.id], true), needed]);
    });
    const guard = shape.guard ? this.of(shape.guard) : [new Map()];
    return this.both([guard, this.either(columns)]);
  }
}

// What one can pick on a tool where one level is picked: "" is none, where that is its own choice.
function pickable(tool) {
  const handed = tool.levels.filter((level) => level.handed_out).map((level) => level.id);
  return handed.includes(tool.default) ? handed : ["", ...handed];
}

function isSet(index, state, name, value) {
  const [kind, first, second] = name.split(".");
  switch (kind) {
    case "on": return picked(index.tools.get(first), state) === value;
    case "has": return (state.levels[first] ?? []).includes(second) === value;
    case "granular": return state.granular.has(`${first}.${second}`) === value;
    default: return state.facts[first] === value;
  }
}

// The one level that is picked on a tool.
function picked(tool, state) {
  const [first] = state.levels[tool.id] ?? [];
  return first ?? (pickable(tool).includes("") ? "" : tool.default);
}

// How much a change asks for: a fact to be told least, a known fact to be otherwise most.
function cost(state, [name, value]) {
  const [kind, first] = name.split(".");
  if (kind === "is") return state.facts[first] === undefined ? 1 : 4;
  return kind === "granular" ? (value ? 2 : 3) : 3;
}

const costs = (state, way) => [...way].reduce((sum, it) => sum + cost(state, it), 0);

// Finds the ways of rows, keeping those of each shape.
class Finder {
  constructor(index) {
    this.index = index;
    this.kept = new Map();
  }

  ofShape(number, several) {
    const key = `${number} ${several}`;
    if (!this.kept.has(key)) {
      const ways = new Ways(this.index, several);
      const found = ways.ofShape(this.index.shapes[number]);
      this.kept.set(key, { found, cut: ways.cut });
    }
    return this.kept.get(key);
  }

  // The smallest sets of changes that make one of some rows a yes, the easiest first.
  missing(state, rows) {
    const offered = rows.filter((row) => isOffered(row, state));
    const shapes = [...new Set(offered.map((row) => row.shape))];
    const kept = shapes.map((shape) => this.ofShape(shape, state.several));
    const changes = kept
      .flatMap((it) => it.found)
      .map((way) => new Map([...way].filter(([name, to]) => !isSet(this.index, state, name, to))));
    const sets = smallest(changes).map((way) => [way, costs(state, way)]);
    sets.sort(([a, forA], [b, forB]) => a.size - b.size || forA - forB);
    return { sets: sets.map(([way]) => [...way]), cut: kept.some((it) => it.cut) };
  }
}

function missing(index, finder, state, asked) {
  const row = index.rows.get(asked);
  const ids = row ? [asked] : index.operations.get(asked).any_of;
  return finder.missing(state, ids.map((id) => index.rows.get(id)));
}
