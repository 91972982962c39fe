// What the page has to say about the address it was given.

const WORDS_NAMED = 5;
const WORD_LENGTH = 60;

// A text short enough to stand in a sentence; letters of several units stay whole.
function shortened(text) {
  const start = [...text.slice(0, 4 * WORD_LENGTH)];
  const whole = start.length <= WORD_LENGTH && text.length <= 4 * WORD_LENGTH;
  return whole ? text : `${start.slice(0, WORD_LENGTH).join("")}…`;
}

// Names the words of an address that say nothing here: a few of them, and how many more there are.
class Notice {
  constructor(dismissed) {
    this.place = byId("notice");
    this.words = element("p", {});
    const close = element("button", { type: "button" }, "Dismiss");
    close.addEventListener("click", () => {
      this.place.hidden = true;
      byId("rows").focus({ preventScroll: true }); // the button had the focus and is gone
      dismissed();
    });
    this.place.append(this.words, close);
  }

  show(unknown) {
    this.place.hidden = unknown.length === 0;
    const named = unknown.slice(0, WORDS_NAMED).map((it) => element("code", {}, shortened(it)));
    const more = unknown.length - named.length;
    this.words.replaceChildren(
      "The link says what this page does not know, which was left out: ",
      ...named.flatMap((it, at) => (at === 0 ? [it] : [", ", it])),
      ...(more > 0 ? [` and ${more} more`] : []),
    );
  }
}
