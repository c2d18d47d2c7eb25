// The search: looks the typed words up in the index that was made with the archive. No server, nothing fetched.
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
const cut = (piece, size, from) => Array.from({ length: Math.max(piece.length - from, 1) }, (_, at) => piece.slice(at, at + size))
const words = text => {
  const plain = text.normalize("NFKD").replace(MARKS, "").toLowerCase()
  const folded = Array.from(plain, letter => FOLDED.get(letter) ?? letter).join("").normalize("NFC")
  return (folded.match(LETTERS) || []).flatMap(run => run.replace(/\u200c/g, "").match(PIECES) || []).flatMap(piece =>
    PACKED.test(piece) ? cut(piece, 2, 1) : JOINED.test(piece) ? cut(piece, 3, 2) : [piece])
}

// Each article that has a word beginning with `start`, with its weight; a whole word weighs twice as much.
const weigh = (index, keys, start) => {
  let low = 0, high = keys.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (keys[middle] < start) low = middle + 1
    else high = middle
  }
  const found = new Map()
  for (; low < keys.length && keys[low].startsWith(start); low++) {
    const places = index.words[keys[low]]
    for (let at = 0, number = 0; at < places.length; at += 2) {
      number += places[at]
      const weight = places[at + 1] * (keys[low] === start ? 2 : 1)
      found.set(number, (found.get(number) || 0) + weight)
    }
  }
  return found
}

// What has a word, or has it without the s of a plural.
const either = (index, keys, word) => {
  const found = weigh(index, keys, word)
  if (/^[a-z]{3,}s$/.test(word))
    for (const [number, weight] of weigh(index, keys, word.slice(0, -1)))
      if (!found.has(number)) found.set(number, weight)
  return found
}

// The numbers of the articles that have all the words, the best first; among equals the newer one.
const search = (index, keys, text) => {
  const wanted = [...new Set(words(text))]
  if (!wanted.length) return null
  const [first, ...rest] = wanted.map(word => either(index, keys, word))
  const score = number => [first, ...rest].reduce((sum, found) => sum + found.get(number), 0)
  return [...first.keys()]
    .filter(number => rest.every(found => found.has(number)))
    .map(number => [number, score(number)])
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
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

const MOST = 100
const index = window.searchIndex
// By code units, as `<` compares them.
const keys = Object.keys(index.words).sort((a, b) => a < b ? -1 : a > b ? 1 : 0)
const box = document.getElementById("words")
const told = document.getElementById("told")
const list = document.getElementById("found")

const show = () => {
  const found = search(index, keys, box.value)
  list.replaceChildren(...(found || []).slice(0, MOST).map(number => story(index.articles[number])))
  told.textContent = !found ? "" : found.length ? told.dataset.found.replace("{count}", found.length) : told.dataset.nothing
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
