// The search: looks the typed words up in the index that was made with the archive. No server, nothing fetched.
"use strict"

// As publish/catalogue/search.py cuts the articles' words.
const UNSPACED = /[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]/
const words = text => {
  const plain = text.normalize("NFKD").replace(/[\u00ad\u0300-\u036f\u064b-\u065f\u0670\u0640\u2060\ufeff]/g, "").toLowerCase()
  const runs = plain.normalize("NFC").match(/(?:[\p{L}\p{N}]|[\u0900-\u0963\u0966-\u0dff\u0e00-\u0eff])+/gu) || []
  const pieces = /[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+|[^\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+/g
  return runs.flatMap(run => run.match(pieces)).flatMap(piece =>
    UNSPACED.test(piece) && piece.length > 1
      ? Array.from({ length: piece.length - 1 }, (_, at) => piece.slice(at, at + 2))
      : [piece])
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

// The numbers of the articles that have all the words, the best first; among equals the newer one.
const search = (index, keys, text) => {
  const wanted = [...new Set(words(text))]
  if (!wanted.length) return null
  const [first, ...rest] = wanted.map(word => weigh(index, keys, word))
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
