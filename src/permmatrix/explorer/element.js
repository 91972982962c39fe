// Elements, made without any markup: whatever the matrices say goes in as text.

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) {
      made.setAttribute(name, value === true ? "" : value);
    }
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

// The nodes of a phrase: each title is kept apart, so that its direction does not spill over.
function nodes(phrase, language) {
  return phrase.map((part) =>
    typeof part === "string" ? part : element("bdi", { lang: language }, part.title),
  );
}

const paragraph = (kind, phrase, language) =>
  element("p", { class: kind }, ...nodes(phrase, language));

// Puts a phrase where another was, unless it says the same.
function say(place, phrase, language, text = plain(phrase)) {
  if (place.said === text) return;
  place.said = text;
  place.replaceChildren(...nodes(phrase, language));
  place.hidden = text === "";
}

const byId = (id) => document.getElementById(id);
