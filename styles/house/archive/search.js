// The search: looks the typed words up in the index that was made with the archive, piece by piece. No server.
"use strict"

// As publish/catalogue/search.py cuts the articles' words.
const MARKS = /[\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u200d\u2060\ufe0e\ufe0f\ufeff]/g
const FOLDED = new Map("ßss æae œoe øo łl đd ðd þth ħh ıi ŧt ŋn ςσ ىي یي کك ہه ھه ەه".split(" ").map(pair => [pair[0], pair.slice(1)]))
for (const zero of "\u0660\u06f0\u07c0\u0966\u09e6\u0a66\u0ae6\u0b66\u0be6\u0c66\u0ce6\u0d66\u0de6\u0e50\u0ed0\u0f20\u1040\u1090\u17e0")
  for (let n = 0; n < 10; n++) FOLDED.set(String.fromCharCode(zero.charCodeAt(0) + n), String(n))
const PACKED = /^[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]/
const JOINED = /^[\u0e01-\u0e4e\u0e81-\u0ece\u0edc-\u0edf\u1000-\u103f\u1050-\u108f\u1780-\u17d3]/
const PIECES = /[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+|[\u0e01-\u0e4e\u0e81-\u0ece\u0edc-\u0edf\u1000-\u103f\u1050-\u108f\u1780-\u17d3]+|[^\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e01-\u0e4e\u0e81-\u0ece\u0edc-\u0edf\u1000-\u103f\u1050-\u108f\u1780-\u17d3]+/g
const LETTERS = /(?:[\p{L}\p{N}]|[\u07a6-\u07b0\u0900-\u0963\u0966-\u0dff\u0e00-\u0eff\u0f35\u0f37\u0f39\u0f71-\u0f84\u0f86-\u0fbc\u1000-\u1049\u1050-\u109f\u135d-\u135f\u1780-\u17d3\u17dd\u200c])+/gu
const RUNS = /(?:[\p{L}\p{N}]|[\u07a6-\u07b0\u0900-\u0963\u0966-\u0dff\u0e00-\u0eff\u0f35\u0f37\u0f39\u0f71-\u0f84\u0f86-\u0fbc\u1000-\u1049\u1050-\u109f\u135d-\u135f\u1780-\u17d3\u17dd\u200c]|[\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u200d\u2060\ufe0e\ufe0f\ufeff])+/gu
const INITIALS = /(?<![\p{L}\p{N}])(?:\p{L}\.){2,}/gu
const CHAIN = 4
const COMPOUNDS = new RegExp(`${RUNS.source}(?:['\u2019\u02bc\u2010\u2011\u05be\u05f3\u05f4-]${RUNS.source})*`, "gu")

const fold = run => {
  const plain = run.normalize("NFKD").replace(MARKS, "").toLowerCase()
  return Array.from(plain, letter => FOLDED.get(letter) ?? letter).join("").normalize("NFC")
}
const cut = (piece, size, from) => Array.from({ length: Math.max(piece.length - from, 1) }, (_, at) => piece.slice(at, at + size))
const keysOf = joined => (joined.match(PIECES) || []).flatMap(piece =>
  PACKED.test(piece) ? cut(piece, 2, 1) : JOINED.test(piece) ? cut(piece, 3, 2) : [piece])

// What is to be found for each typed word, as its own keys, and as those of its parts: `e-mail` as `email`, or as `mail`.
const single = run => {
  const folded = fold(run)
  return (folded.match(LETTERS) || []).map(piece => piece.replace(/\u200c/g, "")).filter(Boolean).map(joined => ({
    keys: keysOf(joined),
    parts: [],
    whole: joined === folded ? run.normalize("NFC").replace(MARKS, "").toLowerCase() : joined,
  }))
}
const wordsOf = text => {
  const plain = text.normalize("NFC").replace(INITIALS, found => found.replaceAll(".", "") + " ")
  return (plain.match(COMPOUNDS) || []).flatMap(compound => {
    const runs = compound.match(RUNS)
    if (runs.length === 1) return single(runs[0])
    const parts = runs.filter(run => run.length > 1 || /\p{N}/u.test(run)).flatMap(single)
    const found = runs.length <= CHAIN ? single(runs.join("")) : []
    return found.length === 1 ? [{ ...found[0], parts: parts.map(part => part.keys) }] : parts
  })
}

// Pieces of the index, each loaded once, by a script that hands it over: that works from a disk too.
const waiting = new Map()
window.searchPart = (name, data) => waiting.get(name).resolve(data)
const load = name => {
  if (!waiting.has(name)) {
    const one = {}
    one.data = new Promise((resolve, reject) => Object.assign(one, { resolve, reject }))
    waiting.set(name, one)
    const script = document.createElement("script")
    script.src = `search/${name}.js`
    script.onerror = () => { waiting.delete(name); one.reject(new Error(script.src)) }
    document.head.append(script)
  }
  return waiting.get(name).data
}
const NONE = { words: {}, stems: {} }
const pieceOf = (index, word) => {
  const beginning = Array.from(word).slice(0, 2).join("")
  if (!index.known.has(beginning)) return NONE
  return load(/^[a-z0-9]+$/.test(beginning) ? `words-${beginning}`
    : "words-u" + Array.from(beginning, sign => sign.codePointAt(0).toString(16)).join("-"))
}
// Everything that begins as a word of one letter does may be in many pieces.
const piecesOf = async (index, word) => Promise.all(
  Array.from(word).length > 1 ? [pieceOf(index, word)] : index.words.filter(one => one.startsWith(word)).map(one => pieceOf(index, one)))

const add = (found, places, times) => {
  for (let at = 0, number = 0; at < places.length; at += 2) {
    number += places[at]
    found.set(number, Math.max(found.get(number) || 0, places[at + 1] * times))
  }
}

// Each article that has a word beginning so, or another form of it, with its weight; a whole word weighs twice as much.
const lookUp = async (index, key, whole) => {
  const found = new Map()
  for (const piece of await piecesOf(index, key))
    for (const word in piece.words)
      if (word.startsWith(key)) add(found, piece.words[word], word === key ? 2 : 1)
  for (const stem of new Set(Object.values(window.stemmers || {}).map(one => fold(one.stemWord(whole))))) {
    const members = (await pieceOf(index, stem)).stems[stem] || [stem]
    for (const word of members) {
      const places = (await pieceOf(index, word)).words[word]
      if (places && word !== key) add(found, places, 1.5)
    }
  }
  return found
}

// The articles that have all of some keys.
const allOf = founds => {
  const [first, ...rest] = founds
  const both = new Map()
  for (const [number, weight] of first || [])
    if (rest.every(found => found.has(number)))
      both.set(number, rest.reduce((sum, found) => sum + found.get(number), weight))
  return both
}
const wanted = async (index, word) => {
  const own = allOf(await Promise.all(word.keys.map(key => lookUp(index, key, word.keys.length === 1 ? word.whole : key))))
  if (word.parts.length) {
    const parts = await Promise.all(word.parts.flat().map(key => lookUp(index, key, key)))
    for (const [number, weight] of allOf(parts)) own.set(number, Math.max(own.get(number) || 0, weight))
  }
  return own
}

// The numbers of the articles that have most of the words, the best first; among equals the one that came later.
const search = async (index, text) => {
  const typed = wordsOf(text)
  if (!typed.length) return null
  const founds = await Promise.all([...new Map(typed.map(word => [word.keys.join(" "), word])).values()].map(word => wanted(index, word)))
  const scores = new Map()
  for (const found of founds) {
    const rare = Math.log(1 + index.count / (1 + found.size))
    for (const [number, weight] of found) {
      const [times, sum] = scores.get(number) || [0, 0]
      scores.set(number, [times + 1, sum + weight * rare])
    }
  }
  const most = Math.max(...Array.from(scores.values(), ([times]) => times))
  return [...scores].filter(([, [times]]) => 2 * times > most)
    .sort(([a, [timesA, sumA]], [b, [timesB, sumB]]) => timesB - timesA || sumB - sumA || b - a)
    .map(([number]) => number)
}

const element = (name, attributes, ...inside) => {
  const made = Object.assign(document.createElement(name), attributes)
  made.append(...inside)
  return made
}

const story = ([slug, title, day, summary, language, direction]) => {
  const own = { lang: language, dir: direction }
  const link = element("a", { href: `articles/${slug}.html` }, element("bdi", own, title))
  return element("li", { className: "story" },
    element("h2", {}, link),
    ...(summary ? [element("p", { className: "summary", ...own }, summary)] : []),
    element("p", { className: "credit" }, day))
}

const FIRST = 5, NEXT = 20, MOST = 100
const index = window.searchIndex
index.known = new Set(index.words)
const box = document.getElementById("words")
const told = document.getElementById("told")
const list = document.getElementById("found")
const busy = document.getElementById("busy")

const stories = numbers => Promise.all(numbers.map(async number =>
  story((await load(`articles-${Math.floor(number / index.together)}`))[number % index.together])))

// What is typed while a piece is on its way is looked for next; what comes of it later is not shown.
let turn = 0
const show = async () => {
  const mine = ++turn
  const late = setTimeout(() => { busy.hidden = mine !== turn }, 150)
  list.setAttribute("aria-busy", "true")
  try {
    const found = await search(index, box.value)
    const first = await stories((found || []).slice(0, FIRST))
    if (mine !== turn) return
    list.replaceChildren(...first)
    told.textContent = !found ? "" : found.length ? told.dataset.found.replace("{count}", found.length) : told.dataset.nothing
    busy.hidden = true
    for (let at = FIRST; found && at < Math.min(found.length, MOST) && mine === turn; at += NEXT) {
      const more = await stories(found.slice(at, Math.min(at + NEXT, MOST)))
      if (mine === turn) list.append(...more)
    }
  } catch (error) {
    if (mine === turn) told.textContent = `⚠ ${error.message}`
  } finally {
    clearTimeout(late)
    if (mine === turn) { busy.hidden = true; list.removeAttribute("aria-busy") }
  }
}

box.value = new URLSearchParams(location.search).get("q") || ""
box.addEventListener("input", show)
box.form.addEventListener("submit", event => {
  event.preventDefault()
  history.replaceState(null, "", "?" + new URLSearchParams({ q: box.value }))
  show()
})
show()
if (!box.value) box.focus()
