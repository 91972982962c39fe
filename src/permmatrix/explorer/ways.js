// Every smallest set of changes that turns an answer into a yes.
//
// What a row asks is multiplied out into ways: each way is a list of settings (a level picked, a
// granular permission held, a fact known) that together are a yes, whatever else is so. For values
// that may be unknown that is exact: a formula is true just where every setting of some way is as
// the way has it. The ways of a shape never change, so they are found once.

const MOST_WAYS = 400;

// A way is a set of bits, one for each setting. Names of what can be set:
//   on.TOOL             the one level picked on a tool, "" for none
//   has.TOOL.LEVEL      whether a level is among those given, where several are given at once
//   granular.TOOL.NAME  whether a granular permission is held
//   is.CONDITION        whether a condition is true

// The settings of a shape, numbered. Bits are a number while there are few, and a BigInt beyond:
// what is done with them here is written the same for both.
class Settings {
  constructor(index, several, shape) {
    this.index = index;
    this.names = new Map();
    this.used = 0;
    const read = new Read(index, [shape]);
    const levels = [...read.tools].reduce(
      (sum, id) => sum + index.tools.get(id).levels.length + 1,
      0,
    );
    const most = (several ? 2 : 1) * levels + 2 * (read.granular.size + read.conditions.size);
    this.few = most <= 31;
    this.none = this.few ? 0 : 0n;
    this.one = this.few ? 1 : 1n;
    this.together = index.together.filter((it) => it.ids.some((id) => read.conditions.has(id)));
    this.groups = new Map();
    for (const group of this.together) for (const id of group.ids) this.groups.set(id, group);
    this.judged = new Map();
  }

  bit(name, value) {
    if (!this.names.has(name)) {
      const tool = name.startsWith("on.") && this.index.tools.get(name.slice(3));
      this.names.set(name, this.numbered(tool ? pickable(tool) : [true, false]));
    }
    const { values, bits } = this.names.get(name);
    return bits[values.indexOf(value)];
  }

  numbered(values) {
    const bits = values.map((_, place) => this.shifted(this.used + place));
    this.used += values.length;
    return { values, bits, all: bits.reduce((sum, bit) => sum | bit, this.none) };
  }

  shifted(place) {
    return this.few ? 1 << place : 1n << BigInt(place);
  }

  // Whether a way sets something to two values at once.
  isTorn(way) {
    for (const { all } of this.names.values()) {
      const set = way & all;
      if ((set & (set - this.one)) !== this.none && set !== this.none) return true;
    }
    return false;
  }

  // Whether the facts a way wants can be so together.
  canBe(way) {
    return this.together.every((group) => {
      const own = way & this.mask(group);
      if ((own & (own - this.one)) === this.none) return true; // one fact, or none
      const key = `${this.together.indexOf(group)} ${own}`;
      if (!this.judged.has(key)) this.judged.set(key, group.canBe(this.facts(own)));
      return this.judged.get(key);
    });
  }

  mask(group) {
    const masks = group.ids.map((id) => this.names.get(`is.${id}`)?.all ?? this.none);
    return masks.reduce((sum, mask) => sum | mask, this.none);
  }

  facts(way) {
    return Object.fromEntries(this.listed(way).map(([name, value]) => [name.slice(3), value]));
  }

  size(way) {
    let size = 0;
    for (let left = way; left !== this.none; left &= left - this.one) size += 1;
    return size;
  }

  // Leaves out each way that another is within, and stops where there are more than are wanted.
  smallest(ways, most = Infinity) {
    const sized = [...new Set(ways)].map((way) => [this.size(way), way]).sort(([a], [b]) => a - b);
    const kept = [];
    for (const [, way] of sized) {
      if (kept.length > most) break;
      if (!kept.some((other) => (other & way) === other)) kept.push(way);
    }
    return kept;
  }

  // Every setting that is so in a state.
  met(state) {
    let met = this.none;
    for (const [name, { values, bits }] of this.names) {
      values.forEach((value, place) => {
        if (isSet(this.index, state, name, value)) met |= bits[place];
      });
    }
    return met;
  }

  // The settings of a way, by name and value.
  listed(way) {
    return [...this.names].flatMap(([name, { values, bits }]) =>
      values.filter((_, place) => (way & bits[place]) !== this.none).map((value) => [name, value]),
    );
  }
}

// Multiplies and adds ways; says whether some were given up because there were too many.
class Ways {
  constructor(index, several, shape) {
    this.index = index;
    this.several = several;
    this.cut = false;
    this.settings = new Settings(index, several, shape);
    this.within = this.settings.none; // what is set by all that the ways now sought will be part of
    this.found = this.ofShape(index.shapes[shape]);
  }

  always() {
    return [this.settings.none];
  }

  set(name, value) {
    return [this.settings.bit(name, value)];
  }

  either(lists) {
    return this.bounded(lists.flat().filter((way) => this.canBe(way)));
  }

  // Finds the ways of one part after the other, each only as far as they go with the parts before:
  // what would be torn later on is not worth counting. Parts are functions that give ways.
  both(parts) {
    const outer = this.within;
    let found = this.always();
    for (const part of parts) {
      if (found.length === 0) break;
      this.within = outer | found.reduce((common, way) => common & way);
      const list = part();
      const pairs = found.flatMap((one) => list.map((other) => one | other));
      found = this.bounded(pairs.filter((way) => this.canBe(way)));
    }
    this.within = outer;
    return found;
  }

  canBe(way) {
    const whole = way | this.within;
    return !this.settings.isTorn(whole) && this.settings.canBe(whole);
  }

  bounded(ways) {
    const smallest = this.settings.smallest(ways, MOST_WAYS);
    if (smallest.length > MOST_WAYS) this.cut = true;
    return smallest.slice(0, MOST_WAYS);
  }

  // The ways in which a requirement is true, or known to be false.
  of(requirement, wanted = true) {
    const [kind, first, second] = requirement;
    switch (kind) {
      case "all":
      case "any": {
        if ((kind === "all") !== wanted) return this.either(first.map((it) => this.of(it, wanted)));
        const simplest = [...first].sort((a, b) => depth(a) - depth(b));
        return this.both(simplest.map((part) => () => this.of(part, wanted)));
      }
      case "not":
        return this.of(first, !wanted);
      case "is":
        return this.set(`is.${first}`, wanted);
      case "granular":
        return this.set(`granular.${first}.${second}`, wanted);
      case "level":
        return this.ofLevels(this.index.tools.get(first), second, wanted);
      default:
        throw new Error(`no such requirement: ${kind}`);
    }
  }

  // The ways to hold one of some levels, or to be known to hold none of them.
  ofLevels(tool, ids, wanted) {
    const follows = tool.levels
      .filter((level) => ids.includes(level.id) && level.held_when)
      .map((level) => () => this.of(level.held_when, wanted));
    const handed = () =>
      this.several ? this.severalGiven(tool, ids, wanted) : this.oneGiven(tool, ids, wanted);
    return this.joined([handed, ...follows], wanted);
  }

  oneGiven(tool, ids, wanted) {
    const fit = pickable(tool).filter((it) => ids.includes(it || tool.default) === wanted);
    return this.either(fit.map((it) => this.set(`on.${tool.id}`, it)));
  }

  severalGiven(tool, ids, wanted) {
    return this.joined(
      ids.map((id) => () => this.amongGiven(tool, id, wanted)),
      wanted,
    );
  }

  // A level is among those given; the default one also where none is.
  amongGiven(tool, id, wanted) {
    const ids = tool.levels.filter((level) => level.handed_out).map((level) => level.id);
    const has = (level, value) => () => this.set(`has.${tool.id}.${level}`, value);
    const itself = ids.includes(id) ? has(id, wanted) : null;
    if (id !== tool.default) return itself?.() ?? (wanted ? [] : this.always());
    const others = ids.filter((other) => other !== id).map((other) => has(other, !wanted));
    const nothing = wanted && itself ? [...others, has(id, false)] : others;
    const byDefault = () => this.joined(nothing, !wanted);
    return itself ? this.joined([itself, byDefault], wanted) : byDefault();
  }

  // Any of some parts, or all of them.
  joined(parts, any) {
    return any ? this.either(parts.map((part) => part())) : this.both(parts);
  }

  ofShape(shape) {
    const tool = this.index.tools.get(shape.tool);
    const column = (level, place) => {
      const [kind, requirement] = shape.cells[place];
      if (kind !== "allow" && kind !== "when") return [];
      const needed = requirement ? [() => this.of(requirement)] : [];
      return this.both([() => this.ofLevels(tool, [level.id], true), ...needed]);
    };
    const guard = shape.guard ? [() => this.of(shape.guard)] : [];
    return this.both([...guard, () => this.either(tool.levels.map(column))]);
  }
}

// How deep a requirement goes: what names one thing comes first.
function depth([kind, first]) {
  if (kind === "not") return depth(first);
  return kind === "all" || kind === "any" ? 1 + Math.max(0, ...first.map(depth)) : 0;
}

// What one can pick on a tool where one level is picked: "" is none, where that is its own choice.
function pickable(tool) {
  const handed = tool.levels.filter((level) => level.handed_out).map((level) => level.id);
  return handed.includes(tool.default) ? handed : ["", ...handed];
}
